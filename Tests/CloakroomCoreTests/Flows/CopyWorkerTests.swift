import CloakroomTesting
import Logging
import Testing

@testable import CloakroomCore

@Suite(.timeLimit(.minutes(15))) struct CopyWorkerTests {
    private func run(
        _ world: World, isCopying: Bool = true, clock: some Clock<Duration> = HurriedClock(),
        _ work: () async throws -> Void
    ) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let worker = CopyWorker(world.cloakroom, isCopying: isCopying, clock: clock, logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await worker.run() }
            try await work()
            group.cancelAll()
        }
    }

    /// Before it looks by itself.
    @Test func anUploadWakesIt() async throws {
        let world = World(replication: .async)
        try await run(world, clock: StillClock()) {
            for round in 1...3 {
                _ = try await world.asset("hello")
                while world.secondary.keys.count < 2 * round { try await giveWay() }
            }
        }
    }

    @Test func whatReadersMissIsWrittenDownEvenIfOthersDoTheWork() async throws {
        let world = World(replication: .sync)
        let record = try await world.asset("hello")
        _ = await world.primary.erase([record.key])
        _ = try await world.read(record.path)
        try await run(world, isCopying: false) {
            while try await world.catalog.owedCopies().toPrimary == 0 { try await giveWay() }
        }
        #expect(!world.primary.keys.contains(record.key))
    }

    /// For a server that sweeps nothing.
    @Test func whatCouldNotBeGivenUpIsGivenUp() async throws {
        let world = World()
        let record = try await world.chat("hello")
        world.cloakroom.leftovers.add(record)
        try await run(world, isCopying: false) {
            while await world.catalog.records.map(\.state) != [.retired] { try await giveWay() }
        }
    }

    @Test func aCatalogThatFailsForARoundDoesNotEndIt() async throws {
        let world = World(replication: .async)
        try await run(world) {
            await world.catalog.fail(with: CloakroomError(.unavailable))
            for _ in 0..<100 {
                world.cloakroom.bell.ring()
                await Task.yield()
            }
            await world.catalog.fail(with: nil)
            _ = try await world.asset("hello")
            while world.secondary.keys.isEmpty { try await giveWay() }
        }
    }
}

/// A clock on which everybody's time comes as soon as others had theirs.
private struct HurriedClock: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await giveWay()
    }
}

/// A clock on which nobody's time ever comes.
private struct StillClock: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: .seconds(86_400))
    }
}
