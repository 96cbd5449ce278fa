import Foundation
import Glibc
import Synchronization
import Testing

@testable import CloakroomStores

@Suite struct SpoolHomeTests {
    /// Threads stand for processes: locks and names make no difference between them.
    @Test func whoStartsWhileOthersClearUpHoldsItsLock() async throws {
        let scratch = try Scratch()
        let folder = "\(scratch.path)/spool"
        let isOver = Atomic(false)
        async let clearing: Void = Self.onAThread { while !isOver.load(ordering: .relaxed) { Self.clear(folder) } }
        async let some = Self.onAThread { try Self.start(200, in: folder) }
        async let more = Self.onAThread { try Self.start(200, in: folder) }
        // Also when a start fails: whoever clears up must not go on for ever.
        defer { isOver.store(true, ordering: .relaxed) }
        let homes = try await some + more
        isOver.store(true, ordering: .relaxed)
        try await clearing
        for home in homes { #expect(try SpoolHome.seize(Folder(home.owner, in: Folder(at: folder))) == nil) }
        #expect(scratch.tree("spool").filter { !$0.contains("/") }.count == homes.count + 1)
    }

    @Test func aLockOnARemovedFileKeepsNobodyOut() throws {
        let scratch = try Scratch()
        let folder = try Folder(at: scratch.path)
        guard let lock = try FileLock(trying: folder.open("lock", O_RDWR | O_CREAT, mode: 0o600)) else {
            Issue.record("nobody else has the lock")
            return
        }
        let before = try lock.isLinked
        try folder.unlink("lock")
        let after = try lock.isLinked
        #expect(before && !after)
    }

    private static func start(_ count: Int, in folder: String) throws -> [SpoolHome] {
        try (0..<count).map { _ in try SpoolHome(in: Folder(at: folder)) }
    }

    private static func clear(_ folder: String) {
        guard let spool = try? Folder(at: folder), let names = try? spool.names() else { return }
        for name in names where SpoolHome.isStarting(name) { try? SpoolHome.clearStarting(name, in: spool) }
    }

    private static func onAThread<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { caller in
            Thread.detachNewThread { caller.resume(with: Swift.Result { try work() }) }
        }
    }
}
