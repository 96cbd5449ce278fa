import CloakroomCrypto
import Foundation

/// The whole of it: set the scene, then kill and look, again and again.
struct Ordeal {
    /// Milliseconds that clients work before the kill.
    private static let workingTime = 20...900
    /// Milliseconds after which a process is killed that has only just been started.
    private static let startingTime = 0...150

    let scene: Scene
    private let service: Service
    private let project: String
    private let seed: UInt64
    private var dice: Dice

    init(_ service: Service, clients: Int, seed: UInt64) async throws {
        self.service = service
        self.seed = seed
        dice = Dice(seed, "ordeal")
        project = try await service.told("project", "add", "Torture")
        var visitors: [Visitor] = []
        for number in 0..<clients {
            let user = try await service.told(
                "user", "add", "\(number)@example.com", "--password", "secret", "--project", project, "--role", "admin")
            visitors.append(Visitor(number: number, id: user, token: try await service.told("token", "--user", user)))
        }
        scene = Scene(visitors)
    }

    mutating func run(kills: Int) async throws {
        let audit = Audit(scene: scene, service: service)
        let start = ContinuousClock.now
        var inventory = try await audit.look(deep: false)
        for round in 1...kills {
            if dice.isLucky(10) { try await killSoon("serve") }
            try await service.serving { server, url in
                let api = API(url: url, project: project)
                try await audit.judge(inventory, api, all: false)
                await work(api, round, server)
            }
            if dice.isLucky(10) { try await killSoon("sweep") }
            inventory = try await audit.look(deep: round.isMultiple(of: 10))
            Progress.tell(round, of: kills, since: start, scene.breaches)
        }
        try await service.serving { server, url in
            try await audit.judge(inventory, API(url: url, project: project), all: true)
            let status = await server.stop()
            if status != 0 { scene.breaches.note(.failures, "the server ended with status \(status)") }
        }
        _ = try await audit.look(deep: true)
    }

    /// All visitors at once, until the kill.
    private mutating func work(_ api: API, _ round: Int, _ server: Child) async {
        let end = Flag()
        let time = Int.random(in: Self.workingTime, using: &dice)
        await withTaskGroup { [scene, seed] group in
            for visitor in scene.visitors {
                group.addTask {
                    var session = Session(scene, visitor, api, until: end, round: round, seed: seed)
                    await session.run()
                }
            }
            try? await Task.sleep(for: .milliseconds(time))
            end.raise()
            await server.kill()
        }
    }

    private mutating func killSoon(_ command: String) async throws {
        let child = try service.launch(command)
        try await Task.sleep(for: .milliseconds(Int.random(in: Self.startingTime, using: &dice)))
        await child.kill()
    }
}

/// Tells how far it has come: a line in place on a terminal, one now and then elsewhere.
enum Progress {
    static func tell(_ done: Int, of total: Int, since start: ContinuousClock.Instant, _ breaches: Breaches) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        guard isTerminal || done.isMultiple(of: 10) else { return }
        let pace = (ContinuousClock.now - start) / .seconds(1) / Double(done)
        let line = "\(done) of \(total) kills, \(Int(pace * Double(total - done))) s left, \(breaches.figures)"
        Notice.write(isTerminal ? "\r\u{1B}[K\(line)\(done == total ? "\n" : "")" : line + "\n")
    }
}
