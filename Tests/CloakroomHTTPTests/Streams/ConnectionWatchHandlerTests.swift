import NIOCore
import NIOEmbedded
import NIOHTTP2
import Testing

@testable import CloakroomHTTP

@Suite struct ConnectionWatchHandlerTests {
    private let channel: EmbeddedChannel
    private let streams: ConnectionWatchHandler.Delegate

    init() throws {
        let handler = ConnectionWatchHandler(HTTPLimits())
        channel = try EmbeddedChannel(open: [handler], ErrorRecorder())
        streams = ConnectionWatchHandler.Delegate(handler, channel.eventLoop)
    }

    private func open(_ stream: HTTP2StreamID) { streams.streamCreated(stream, channel: channel) }

    private func close(_ stream: HTTP2StreamID) { streams.streamClosed(stream, channel: channel) }

    private func read(_ payload: HTTP2Frame.FramePayload?) {
        if let payload { channel.pipeline.fireChannelRead(HTTP2Frame(streamID: .rootStream, payload: payload)) }
        channel.pipeline.fireChannelReadComplete()
    }

    /// The last stream that a goodbye on its way out names.
    private func goodbye() throws -> HTTP2StreamID? {
        guard case .goAway(let last, .noError, _)? = try channel.readOutbound(as: HTTP2Frame.self)?.payload else {
            return nil
        }
        return last
    }

    @Test func aConnectionThatNobodyUsesIsClosedWithAGoodbye() throws {
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
        #expect(try goodbye() == .rootStream)
    }

    @Test func pingsDoNotKeepAConnectionOpen() {
        for _ in 0..<6 {
            channel.advance(seconds: 9)
            read(.ping(HTTP2PingData(), ack: false))
        }
        #expect(channel.isActive)
        channel.advance(seconds: 6)
        #expect(!channel.isActive)
    }

    @Test func aStreamKeepsItOpenAndTheWaitBeginsAnewBehindIt() throws {
        channel.advance(seconds: 50)
        open(1)
        channel.advance(seconds: 1000)
        close(1)
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
        #expect(try goodbye() == 1)
    }

    @Test func piecesOfAFrameMustBecomeOneInTenSeconds() {
        read(nil)
        channel.advance(seconds: 5)
        read(nil)
        channel.advance(seconds: 4)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func piecesThatBecomeAFrameInTimeAreForgotten() {
        read(nil)
        channel.advance(seconds: 9)
        read(.settings(.ack))
        channel.advance(seconds: 50)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func aStopWaitsForTheStreamsThatAreOpen() throws {
        open(3)
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(try goodbye() == 3)
        channel.embeddedEventLoop.run()
        #expect(channel.isActive)
        close(3)
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }

    /// The goodbye is behind every answer: when it is out, they are.
    @Test(arguments: [false, true])
    func aStopWaitsForTheClientToTakeItsLastAnswers(hasStream: Bool) throws {
        let handler = ConnectionWatchHandler(HTTPLimits())
        let client = HeldClient()
        let channel = try EmbeddedChannel(open: [client, handler], ErrorRecorder())
        let streams = ConnectionWatchHandler.Delegate(handler, channel.eventLoop)
        if hasStream { streams.streamCreated(1, channel: channel) }
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        if hasStream { streams.streamClosed(1, channel: channel) }
        channel.embeddedEventLoop.run()
        #expect(channel.isActive)
        client.take()
        #expect(!channel.isActive)
    }

    @Test func aStopClosesAConnectionWithoutStreams() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!channel.isActive)
    }

    @Test func aClientThatSendsNoMoreIsGone() {
        open(1)
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(!channel.isActive)
    }

    @Test func anErrorOfTheConnectionEndsItAndOneOfAStreamDoesNot() {
        channel.pipeline.fireErrorCaught(
            NIOHTTP2Errors.streamError(streamID: 1, baseError: NIOHTTP2Errors.excessiveOutboundFrameBuffering()))
        #expect(channel.isActive)
        channel.pipeline.fireErrorCaught(NIOHTTP2Errors.excessiveRSTFrames())
        #expect(!channel.isActive)
    }
}
