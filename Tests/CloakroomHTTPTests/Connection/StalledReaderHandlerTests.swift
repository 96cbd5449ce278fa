import NIOCore
import NIOEmbedded
import Testing

@testable import CloakroomHTTP

@Suite struct StalledReaderHandlerTests {
    private let channel: EmbeddedChannel

    init() throws {
        channel = try EmbeddedChannel(open: [StalledReaderHandler(patience: .seconds(60))], ErrorRecorder())
    }

    private func wait(bytes: Int) {
        channel.write(ByteBuffer(repeating: 0, count: bytes), promise: nil)
    }

    private func become(writable: Bool) {
        channel.isWritable = writable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    @Test func aClientThatTakesNothingIsCutAfterAMinute() {
        wait(bytes: 1000)
        become(writable: false)
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func aClientThatTakesALittleNowAndThenIsKept() {
        become(writable: false)
        for _ in 0..<100 {
            wait(bytes: 1)
            channel.advance(seconds: 50)
        }
        #expect(channel.isActive)
    }

    @Test func whatIsTakenInTimeLeavesNoTimerBehind() {
        wait(bytes: 1000)
        become(writable: false)
        channel.advance(seconds: 40)
        become(writable: true)
        channel.advance(seconds: 1000)
        #expect(channel.isActive)
        become(writable: false)
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }
}
