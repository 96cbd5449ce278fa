internal import CloakroomCore
internal import Testing

extension DirectoryContract {
    static let members: [Promise<any Directory>] = [
        Promise("a person has one role in each project, the last one set") { site in
            let directory = try await site.open()
            let (one, other) = (newProject(), newProject(name: "Other"))
            for project in [one, other] { try await directory.add(project) }
            for role in Role.allCases {
                try await directory.setRole(role, of: "person", in: one.id)
                #expect(try await directory.role(of: "person", in: one.id) == role)
            }
            #expect(try await directory.role(of: "person", in: other.id) == nil)
            #expect(try await directory.role(of: "persona", in: one.id) == nil)
            #expect(try await directory.role(of: "person\0a", in: one.id) == nil)
        },
        Promise("a person's projects are listed in order, no more than asked for") { site in
            let directory = try await site.open()
            let projects = (0..<4).map { _ in newProject() }
            for project in projects { try await directory.add(project) }
            for project in projects.dropLast() { try await directory.setRole(.user, of: "person", in: project.id) }
            let ids = projects.dropLast().map(\.id).sorted { $0.text < $1.text }
            #expect(try await directory.projects(of: "person", limit: 9) == ids)
            #expect(try await directory.projects(of: "person", limit: 2) == Array(ids.prefix(2)))
            #expect(try await directory.projects(of: "persona", limit: 2).isEmpty)
        },
    ]

    static let secrets: [Promise<any Directory>] = [
        Promise("the first secret kept under a name stays unless it is to be replaced") { site in
            let directory = try await site.open()
            #expect(try await directory.keepSecret("first", as: "links", replacing: false) == "first")
            #expect(try await directory.keepSecret("second", as: "links", replacing: false) == "first")
            #expect(try await directory.secret("links") == "first")
            #expect(try await directory.keepSecret("third", as: "links", replacing: true) == "third")
            #expect(try await directory.secret("links") == "third")
            #expect(try await directory.secret("project") == nil)
        },
        Promise("of many who bring a secret at once, all get the same") { site in
            let (one, other) = (try await site.open(), try await site.open())
            let kept = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<16 {
                    let directory = number.isMultiple(of: 2) ? one : other
                    group.addTask { try await directory.keepSecret("\(number)", as: "links", replacing: false) }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(kept.count == 1)
        },
    ]

    static let beginnings: [Promise<any Directory>] = [
        Promise("an empty directory gets its first project and owner, once") { site in
            let directory = try await site.open()
            let (project, owner) = (newProject(), newUser("owner@example.org"))
            #expect(try await directory.bootstrap(project, owner: owner))
            #expect(try await directory.project(project.id) == project)
            #expect(try await directory.user(email: "owner@example.org") == owner)
            #expect(try await directory.role(of: owner.id.text, in: project.id) == .owner)
            let second = (project: newProject(), owner: newUser("second@example.org"))
            #expect(try await !directory.bootstrap(second.project, owner: second.owner))
            #expect(try await directory.project(second.project.id) == nil)
            #expect(try await directory.user(second.owner.id) == nil)
        },
        Promise("a directory with a user is not empty") { site in
            let directory = try await site.open()
            try await directory.add(newUser("a@example.org"))
            let first = newProject()
            #expect(try await !directory.bootstrap(first, owner: newUser("b@example.org")))
            #expect(try await directory.project(first.id) == nil)
        },
        Promise("a directory with a project is not empty") { site in
            let directory = try await site.open()
            try await directory.add(newProject())
            #expect(try await !directory.bootstrap(newProject(), owner: newUser("b@example.org")))
            #expect(try await directory.user(email: "b@example.org") == nil)
        },
        Promise("of many who begin at once, one does") { site in
            let (one, other) = (try await site.open(), try await site.open())
            let began = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    let directory = number.isMultiple(of: 2) ? one : other
                    group.addTask {
                        try await directory.bootstrap(newProject(), owner: newUser("\(number)@example.org"))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(began == 1)
        },
        Promise("accounts are there after closing and opening again") { site in
            let directory = try await site.open()
            let (project, owner) = (newProject(), newUser("owner@example.org"))
            _ = try await directory.bootstrap(project, owner: owner)
            _ = try await directory.keepSecret("secret", as: "links", replacing: false)
            try await site.close(directory)
            let again = try await site.open()
            #expect(try await again.user(owner.id) == owner)
            #expect(try await again.role(of: owner.id.text, in: project.id) == .owner)
            #expect(try await again.secret("links") == "secret")
        },
    ]
}
