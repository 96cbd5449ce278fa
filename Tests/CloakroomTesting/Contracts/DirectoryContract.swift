public import CloakroomCore
internal import Testing

/// Every sentence of ``Directory``, to be checked against each implementation with an empty site for each promise.
public enum DirectoryContract {
    public static let promises: [Promise<any Directory>] = keeping + members + secrets + beginnings

    static func newProject(name: String = "Project") -> Project { Project(id: .random(), name: name) }

    static func newUser(_ email: String) -> User {
        User(id: .random(), email: email, passwordHash: "hash", firstName: "First", lastName: "Last")
    }

    static let keeping: [Promise<any Directory>] = [
        Promise("what is added is found by its id, as it was given") { site in
            let directory = try await site.open()
            let (small, user) = (newProject(), newUser("a@example.org"))
            let large = Project(
                id: .random(), name: "Größe", chatAllowList: ".png", guestAllowList: ".gif", quotaBytes: .max,
                quotaFiles: 0)
            let (bot, hook) = (
                Bot(id: .random(), project: small.id, name: "Bot"), Subscription(id: .random(), project: large.id)
            )
            for project in [small, large] { try await directory.add(project) }
            try await directory.add(user)
            try await directory.add(bot)
            try await directory.add(hook)
            #expect(try await directory.project(small.id) == small)
            #expect(try await directory.project(large.id) == large)
            #expect(try await directory.user(user.id) == user)
            #expect(try await directory.bot(bot.id) == bot)
            #expect(try await directory.subscription(hook.id) == hook)
        },
        Promise("what was not added is not found") { site in
            let directory = try await site.open()
            let id = HexID.random()
            #expect(try await directory.project(id) == nil)
            #expect(try await directory.user(id) == nil)
            #expect(try await directory.user(email: "a@example.org") == nil)
            #expect(try await directory.bot(id) == nil)
            #expect(try await directory.subscription(id) == nil)
            #expect(try await directory.role(of: "a", in: id) == nil)
            #expect(try await directory.secret("a") == nil)
        },
        Promise("e-mail addresses are compared in lower case, and each is taken once") { site in
            let directory = try await site.open()
            let user = newUser("Jane@Example.org")
            try await directory.add(user)
            #expect(try await directory.user(email: "jANE@example.ORG")?.id == user.id)
            #expect(try await directory.user(user.id)?.email == "jane@example.org")
            let double = newUser("jane@EXAMPLE.org")
            await expectRefusal(.conflict) { try await directory.add(double) }
            #expect(try await directory.user(double.id) == nil)
            #expect(try await directory.user(email: "jane@example.org\0") == nil)
        },
        Promise("an id is taken once") { site in
            let directory = try await site.open()
            let (project, user) = (newProject(), newUser("a@example.org"))
            let bot = Bot(id: .random(), project: project.id, name: "Bot")
            let hook = Subscription(id: .random(), project: project.id)
            try await directory.add(project)
            try await directory.add(user)
            try await directory.add(bot)
            try await directory.add(hook)
            await expectRefusal(.conflict) { try await directory.add(Project(id: project.id, name: "Other")) }
            await expectRefusal(.conflict) {
                try await directory.add(User(id: user.id, email: "b@example.org", passwordHash: ""))
            }
            await expectRefusal(.conflict) { try await directory.add(bot) }
            await expectRefusal(.conflict) { try await directory.add(hook) }
            #expect(try await directory.project(project.id) == project)
        },
        Promise("what names a project that is not there is refused") { site in
            let directory = try await site.open()
            let id = HexID.random()
            let refusal = CloakroomError.Kind.projectNotFound(id.text)
            let bot = Bot(id: .random(), project: id, name: "Bot")
            await expectRefusal(refusal) { try await directory.add(bot) }
            await expectRefusal(refusal) { try await directory.add(Subscription(id: .random(), project: id)) }
            await expectRefusal(refusal) { try await directory.setRole(.user, of: "a", in: id) }
            await expectRefusal(refusal) { try await directory.update(Project(id: id, name: "None")) }
            #expect(try await directory.bot(bot.id) == nil)
            #expect(try await directory.project(id) == nil)
        },
        Promise("a project's settings are replaced as a whole, its members stay") { site in
            let directory = try await site.open()
            var project = newProject()
            let other = newProject(name: "Other")
            for project in [project, other] { try await directory.add(project) }
            try await directory.setRole(.agent, of: "guest-uuid", in: project.id)
            for quota: Int64? in [5, nil] {
                (project.name, project.chatAllowList, project.quotaBytes) = ("New", ".png", quota)
                (project.guestAllowList, project.quotaFiles) = (".gif", quota.map { $0 + 1 })
                try await directory.update(project)
                #expect(try await directory.project(project.id) == project)
            }
            #expect(try await directory.project(other.id) == other)
            #expect(try await directory.role(of: "guest-uuid", in: project.id) == .agent)
        },
    ]
}
