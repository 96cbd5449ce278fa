import Synchronization
import Testing

@testable import CloakroomCore

@Suite(.timeLimit(.minutes(15))) struct WriterLineTests {
    private let line = WriterLine()

    /// Returns whether it was its turn.
    private func enter(_ oust: @escaping @Sendable () -> Void = {}) async -> Bool {
        do {
            try await line.enter("a", oust: oust)
            return true
        } catch {
            return false
        }
    }

    @Test func whoIsAloneEntersAtOnceAndEachUploadHasALineOfItsOwn() async throws {
        try await line.enter("a") {}
        try await line.enter("b") {}
        line.leave("a")
        try await line.enter("a") {}
    }

    @Test func theNewerOustsTheOlderAndWaitsForItsEnd() async throws {
        let ousted = Mutex(false)
        let (asked, ask) = AsyncStream<Void>.makeStream()
        try await line.enter("a") { ask.finish() }
        let newer = Task {
            let entered = await enter()
            return entered && ousted.withLock { $0 }
        }
        for await _ in asked {}
        ousted.withLock { $0 = true }
        line.leave("a")
        #expect(await newer.value)
    }

    @Test func whoWaitsIsOvertakenByTheNewest() async throws {
        let (asked, ask) = AsyncStream<Void>.makeStream()
        try await line.enter("a") { ask.yield() }
        var calls = asked.makeAsyncIterator()
        let second = Task { await enter() }
        await calls.next()
        let third = Task { await enter() }
        #expect(await second.value == false)
        line.leave("a")
        #expect(await third.value)
    }

    @Test func whoGivesUpWaitingKeepsNobodyOut() async throws {
        let (asked, ask) = AsyncStream<Void>.makeStream()
        try await line.enter("a") { ask.yield() }
        var calls = asked.makeAsyncIterator()
        let second = Task { await enter() }
        await calls.next()
        second.cancel()
        #expect(await second.value == false)
        line.leave("a")
        #expect(await enter())
    }
}
