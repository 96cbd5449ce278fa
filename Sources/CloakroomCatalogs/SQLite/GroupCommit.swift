internal import CloakroomCore
internal import DequeModule
internal import GRDB
internal import Synchronization

/// Runs the writes of concurrent callers in shared transactions, because every commit costs an fsync.
///
/// While one transaction commits, callers gather, and the next takes them all: a lone caller never waits for company.
/// Each write has a savepoint of its own, so one that fails leaves the others alone; a commit that fails, fails all.
final class GroupCommit: Sendable {
    /// Writes in one transaction.
    private static let longestBatch = 256

    private struct State {
        var waiting: Deque<PendingWrite> = []
        var isRunning = false
    }

    private enum Admission { case starts, joins, refused }

    private let state = Mutex(State())
    private let pool: DatabasePool
    private let file: DatabaseFile
    private let trimmer: LogTrimmer
    private let ballast: Ballast
    private let longestQueue: Int

    /// - Parameter longestQueue: writes that may wait before more are refused.
    init(pool: DatabasePool, file: DatabaseFile, trimmer: LogTrimmer, ballast: Ballast, longestQueue: Int) {
        self.pool = pool
        self.file = file
        self.trimmer = trimmer
        self.ballast = ballast
        self.longestQueue = longestQueue
    }

    /// Returns when what `work` wrote is durable.
    func perform<T: Sendable>(_ work: @escaping @Sendable (Database) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            let write = PendingWrite(work, answering: caller)
            switch admit(write) {
            case .starts: pool.asyncWriteWithoutTransaction { self.drain($0) }
            case .joins: break
            case .refused: write.fail(CloakroomError(.busy(retryAfter: 1), "too many writes wait for the catalog"))
            }
        }
    }

    /// Writes that wait for the transaction after the one that runs.
    var queueLength: Int { state.withLock { $0.waiting.count } }

    /// Whether a transaction is under way.
    var isRunning: Bool { state.withLock { $0.isRunning && $0.waiting.isEmpty } }

    private func admit(_ write: PendingWrite) -> Admission {
        state.withLock { state in
            guard state.waiting.count < longestQueue else { return .refused }
            state.waiting.append(write)
            defer { state.isRunning = true }
            return state.isRunning ? .joins : .starts
        }
    }

    private func drain(_ db: Database) {
        while let batch = nextBatch() {
            commit(batch, in: db)
            trimmer.trim(db)
        }
    }

    /// Nil when nobody waits; the next caller starts the work again.
    private func nextBatch() -> [PendingWrite]? {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.longestBatch))
            state.waiting.removeFirst(batch.count)
            state.isRunning = !batch.isEmpty
            return batch.isEmpty ? nil : batch
        }
    }

    private func commit(_ batch: [PendingWrite], in db: Database) {
        do {
            let answers = try transactOnFullDisk(batch, in: db)
            ballast.restore()
            for answer in answers { answer() }
        } catch {
            let isLocked = (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
            for write in batch + (isLocked ? takeAll() : []) { write.fail(error) }
        }
    }

    /// Those who came while the lock was waited for in vain: they would wait as long again, one batch after the other.
    private func takeAll() -> [PendingWrite] {
        state.withLock { state in
            defer { state.waiting = [] }
            return Array(state.waiting)
        }
    }

    /// Nobody has an answer before the transaction is through, so it may be run again.
    private func transactOnFullDisk(_ batch: [PendingWrite], in db: Database) throws -> [PendingWrite.Answer] {
        do {
            return try transact(batch, in: db)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL && ballast.drop() {
            return try transact(batch, in: db)
        }
    }

    private func transact(_ batch: [PendingWrite], in db: Database) throws -> [PendingWrite.Answer] {
        try file.checkPresence()
        if db.isInsideTransaction { try db.rollback() }
        var answers: [PendingWrite.Answer] = []
        try db.inTransaction(.immediate) {
            answers = try batch.map { try $0.attempt(in: db) }
            return .commit
        }
        return answers
    }
}

/// One caller's part of a shared transaction.
struct PendingWrite: Sendable {
    typealias Answer = @Sendable () -> Void

    let fail: @Sendable (any Error) -> Void
    private let work: @Sendable (Database) throws -> Answer

    init<T: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> T, answering caller: CheckedContinuation<T, any Error>
    ) {
        fail = { caller.resume(throwing: $0) }
        self.work = { db in
            let result = try work(db)
            return { caller.resume(returning: result) }
        }
    }

    /// Does the work, or undoes it.
    /// - Returns: what tells the caller how it went, to be called once the transaction is durable.
    /// - Throws: only what has ended the whole transaction.
    func attempt(in db: Database) throws -> Answer {
        var answer: Answer = {}
        do {
            try db.inSavepoint {
                answer = try work(db)
                return .commit
            }
        } catch {
            guard db.isInsideTransaction else { throw error }
            answer = { fail(error) }
        }
        return answer
    }
}
