import CloakroomCore
import CloakroomTesting
import Dispatch
import GRDB
import Synchronization
import Testing

@testable import CloakroomCatalogs

@Suite struct GroupCommitTests {
    private struct Refusal: Error {}

    @Test func writesThatGatherWhileOneRunsShareATransaction() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let counter = CommitWatch()
            catalog.pool.add(transactionObserver: counter)
            let outcomes = try await gather((0..<64).map { number in { try insert($0, "\(number)") } }, in: catalog)
            #expect(outcomes == Array(repeating: true, count: 64))
            #expect(counter.commits == 2)
        }
    }

    @Test func longQueuesTakeSeveralTransactions() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let counter = CommitWatch()
            catalog.pool.add(transactionObserver: counter)
            _ = try await gather((0..<300).map { number in { try insert($0, "\(number)") } }, in: catalog)
            #expect(counter.commits == 3)
        }
    }

    @Test func aWriteThatFailsIsUndoneAndLeavesTheOthersAlone() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let outcomes = try await gather(
                [
                    { try insert($0, "before") },
                    { db in
                        try insert(db, "undone")
                        throw Refusal()
                    },
                    { try insert($0, "before") },
                    { try insert($0, "after") },
                ], in: catalog)
            #expect(outcomes == [true, false, false, true])
            #expect(try await catalog.secret("before") == "kept")
            #expect(try await catalog.secret("undone") == nil)
            #expect(try await catalog.secret("after") == "kept")
        }
    }

    @Test func aCommitThatFailsFailsAll() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let watch = CommitWatch()
            catalog.pool.add(transactionObserver: watch)
            watch.refuse(from: 2)
            let outcomes = try await gather([{ try insert($0, "a") }, { try insert($0, "b") }], in: catalog)
            #expect(outcomes == [false, false])
            #expect(try await catalog.secret("a") == nil)
            watch.refuse(from: .max)
            #expect(try await catalog.keepSecret("later", as: "a", replacing: false) == "later")
        }
    }

    @Test func aTransactionThatEndsMidwayFailsAll() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            let outcomes = try await gather(
                [
                    { try insert($0, "a") },
                    { db in
                        try db.execute(sql: "ROLLBACK")
                        throw DatabaseError(resultCode: .SQLITE_IOERR)
                    },
                    { try insert($0, "b") },
                ], in: catalog)
            #expect(outcomes == [false, false, false])
            #expect(try await catalog.secret("a") == nil)
            #expect(try await catalog.secret("b") == nil)
            #expect(try await catalog.keepSecret("later", as: "a", replacing: false) == "later")
        }
    }

    @Test func aTransactionThatWasLeftOpenIsRolledBack() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open()
            try await catalog.pool.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN IMMEDIATE")
                try insert(db, "left")
            }
            try await catalog.probe()
            #expect(try await catalog.secret("left") == nil)
        }
    }

    @Test func moreThanTheQueueHoldsIsRefusedAsBusy() async throws {
        try await Desk.with { desk in
            let catalog = try desk.open(longestQueue: 10)
            let outcomes = try await gather((0..<10).map { number in { try insert($0, "\(number)") } }, in: catalog) {
                await expectRefusal(.busy(retryAfter: 1)) { try await catalog.probe() }
            }
            #expect(outcomes == Array(repeating: true, count: 10))
            try await catalog.probe()
        }
    }
}

/// Holds the writer up until the works wait, in their order, and `meanwhile` is done; then lets them through.
/// - Returns: for each work whether it was answered without an error.
private func gather(
    _ works: [@Sendable (Database) throws -> Void], in catalog: SQLiteCatalog, meanwhile: () async throws -> Void = {}
) async throws -> [Bool] {
    let (started, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    return try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
        group.addTask {
            try await catalog.write { db in
                started.signal()
                gate.wait()
                try db.change(SQLiteCatalog.probing)
            }
            return (-1, true)
        }
        try await onAThread { started.wait() }
        for (number, work) in works.enumerated() {
            group.addTask { await (number, succeeds { try await catalog.write(work) }) }
            while catalog.commits.queueLength <= number { try await giveWay() }
        }
        try await meanwhile()
        gate.signal()
        let outcomes = try await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        return works.indices.map { outcomes[$0] ?? false }
    }
}

private func succeeds(_ work: () async throws -> Void) async -> Bool {
    do {
        try await work()
        return true
    } catch {
        return false
    }
}

private func insert(_ db: Database, _ name: String) throws {
    try db.change("INSERT INTO secrets VALUES (?, 'kept')", [name])
}

/// Counts commits, and makes them fail from one on.
private final class CommitWatch: TransactionObserver, Sendable {
    private struct Veto: Error {}
    private let state = Mutex((commits: 0, attempts: 0, refusedFrom: Int.max))

    var commits: Int { state.withLock { $0.commits } }

    func refuse(from attempt: Int) {
        state.withLock { $0.refusedFrom = attempt }
    }

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidRollback(_ db: Database) {}
    func databaseDidCommit(_ db: Database) { state.withLock { $0.commits += 1 } }

    func databaseWillCommit() throws {
        let isRefused = state.withLock { state in
            state.attempts += 1
            return state.attempts >= state.refusedFrom
        }
        if isRefused { throw Veto() }
    }
}
