import CloakroomCore
import Dispatch
import Synchronization
import Testing

@testable import CloakroomStores

@Suite(.timeLimit(.minutes(15))) struct FileThreadsTests {
    private let gate = DispatchSemaphore(value: 0)

    @Test func callThatHangsIsGivenUpAndToldSo() async throws {
        let threads = FileThreads(1, name: "test")
        let (wasTold, stream) = AsyncStream<Bool>.makeStream()
        await expect(.unavailable) {
            try await threads.run(within: .milliseconds(1)) { isAwaited in
                while isAwaited() {}
                stream.yield(true)
            }
        }
        for await isTold in wasTold {
            #expect(isTold)
            break
        }
    }

    @Test func onceAllThreadsHangCallsAreRefusedUntilOneEnds() async throws {
        let threads = FileThreads(2, name: "test")
        for _ in 0..<2 {
            await expect(.unavailable) { try await threads.run(within: .milliseconds(1)) { [gate] _ in gate.wait() } }
        }
        await expect(.unavailable) { _ = try await threads.run { Issue.record("ran beside hanging calls") } }
        gate.signal()
        while (try? await threads.run { true }) == nil { await Task.yield() }
        gate.signal()
    }

    @Test func callsThatWaitForHangingThreadsAreRefused() async throws {
        let threads = FileThreads(1, name: "test")
        let hanging = Task { try await threads.run(within: .milliseconds(100)) { [gate] _ in gate.wait() } }
        while !threads.isBusy { await Task.yield() }
        let waiting = Task { _ = try await threads.run { Issue.record("ran though it was refused") } }
        await expect(.unavailable) { try await hanging.value }
        await expect(.unavailable) { try await waiting.value }
        gate.signal()
    }

    @Test func timeSpentWaitingForAThreadDoesNotCount() async throws {
        let (threads, others) = (FileThreads(1, name: "test"), FileThreads(1, name: "test"))
        let first = Task { try await threads.run { [gate] in gate.wait() } }
        while !threads.isBusy { await Task.yield() }
        let second = Task { try await threads.run(within: .milliseconds(1)) { _ in 7 } }
        // As long as this takes to be given up, the second call has been waiting, too.
        let other = DispatchSemaphore(value: 0)
        await expect(.unavailable) { try await others.run(within: .milliseconds(20)) { _ in other.wait() } }
        other.signal()
        gate.signal()
        try await first.value
        #expect(try await second.value == 7)
    }
}
