import CloakroomCore
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2
import Testing

@testable import CloakroomHTTP

/// The handlers that an HTTP/2 stream has in place of a connection's.
@Suite struct StreamHandlerTests {
    private let errors = ErrorRecorder()

    private func channel(_ handlers: any ChannelHandler...) throws -> EmbeddedChannel {
        try EmbeddedChannel(open: handlers, errors)
    }

    // MARK: Answers that come early

    /// Remembers what the application asks of the stream.
    private final class EventRecorder: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        private(set) var resets: [NIOHTTP2.HTTP2ErrorCode] = []

        func triggerUserOutboundEvent(
            context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
        ) {
            if let code = (event as? NIOHTTP2FramePayloadToHTTPEvent)?.reset { resets.append(code) }
            promise?.succeed()
        }
    }

    @Test(arguments: [false, true])
    func aStreamIsResetAfterAnAnswerThatCameBeforeItsRequestHadEnded(isWhole: Bool) throws {
        let events = EventRecorder()
        let channel = try channel(events, EarlyStreamAnswerHandler())
        try channel.receive(Part.head(), Part.bytes(10))
        if isWhole { try channel.receive(Part.end) }
        try channel.send(Part.answer(.unauthorized))
        #expect(events.resets.isEmpty)
        try channel.send(Part.answerEnd)
        #expect(events.resets == (isWhole ? [] : [.noError]))
    }

    // MARK: What has no place on a stream

    @Test func anAnswerHasNoConnectionField() throws {
        let channel = try channel(StreamGuard())
        try channel.send(.head(HTTPResponse(status: .ok, headerFields: [.connection: "close", .server: "s"])))
        #expect(try channel.answers().map(\.headerFields) == [[.server: "s"]])
    }

    @Test(arguments: [nil, "", "a/b", "a b", "a@b"])
    func aRequestWithoutAValidHostIsRefused(authority: String?) throws {
        let channel = try channel(StreamGuard())
        try channel.receive(.head(HTTPRequest(method: .get, scheme: "https", authority: authority, path: "/")))
        #expect((errors.errors.first as? BrokenRequest)?.status == (authority == "" ? nil : .badRequest))
    }

    @Test func aHostThatSaysAnotherThanTheAuthorityIsRefused() throws {
        let host = try #require(HTTPField.Name("Host"))
        for (name, isRefused) in [("a", false), ("b", true)] {
            let recorder = ErrorRecorder()
            let channel = try EmbeddedChannel(open: [StreamGuard()], recorder)
            try channel.receive(Part.head([host: name]))
            #expect(recorder.errors.isEmpty == !isRefused)
        }
    }

    @Test(arguments: [(201, 1), (1, 16_385)])
    func aHeaderBeyondTheLimitsIsRefused(fields: Int, bytes: Int) throws {
        let channel = try channel(StreamGuard())
        var header = HTTPFields()
        for _ in 0..<fields { header.append(HTTPField(name: .accept, value: String(repeating: "x", count: bytes))) }
        try channel.receive(Part.head(header))
        #expect((errors.errors.first as? BrokenRequest)?.status == .requestHeaderFieldsTooLarge)
    }

    @Test func aBodyOfTinyFramesIsRefusedAndOneOfLargerIsNot() throws {
        let large = try channel(StreamGuard())
        try large.receive(Part.head())
        for _ in 0..<20_000 { try large.receive(Part.bytes(16)) }
        #expect(errors.errors.isEmpty)
        let tiny = try channel(StreamGuard())
        try tiny.receive(Part.head())
        for _ in 0..<10_000 { try tiny.receive(Part.bytes(1)) }
        #expect((errors.errors.first as? BrokenRequest)?.status == .badRequest)
        #expect(errors.errors.count == 1)
    }

    @Test(arguments: [false, true])
    func aBodyThatEndsWithItsConnectionHasNotEnded(isWhole: Bool) throws {
        let channel = try channel(StreamGuard())
        try channel.receive(Part.head(), Part.bytes(10))
        if isWhole { try channel.receive(Part.end) }
        channel.pipeline.fireChannelInactive()
        #expect(errors.errors.map { ($0 as? CloakroomError)?.kind } == (isWhole ? [] : [.aborted]))
    }

    // MARK: Time

    @Test func aStreamWaitsForNoFurtherRequest() throws {
        let channel = try channel(SlowClientHandler(HTTPLimits(), isStream: true))
        try channel.receive(Part.head(), Part.end)
        try channel.send(Part.answer(), Part.answerEnd)
        channel.pipeline.fireChannelReadComplete()
        channel.advance(seconds: 1000)
        #expect(channel.isActive && errors.errors.isEmpty)
    }

    @Test func aBodyMustKeepItsPaceOnAStreamToo() throws {
        let channel = try channel(SlowClientHandler(HTTPLimits(), isStream: true))
        try channel.receive(Part.head(), Part.bytes(10))
        channel.advance(seconds: 31)
        #expect(errors.errors.map { ($0 as? CloakroomError)?.kind } == [.timeout])
    }

    @Test func aClientIsCutThatLetsNoPieceOfItsAnswerThrough() throws {
        let pieces = AnswerPiecesHandler()
        let channel = try channel(pieces, StalledReaderHandler(patience: .seconds(60), progress: pieces))
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        for _ in 0..<10 {
            channel.advance(seconds: 50)
            try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: 10)))
        }
        #expect(channel.isActive)
        channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: 10)), promise: nil)
        channel.advance(seconds: 75)
        #expect(!channel.isActive)
    }

    /// It leaves the stream writable all the time.
    @Test(arguments: [false, true])
    func aClientIsCutThatTakesNothingOfAShortAnswer(isTaken: Bool) throws {
        let client = HeldClient()
        let pieces = AnswerPiecesHandler()
        let channel = try channel(client, pieces, StalledReaderHandler(patience: .seconds(60), progress: pieces))
        channel.leave(Part.answer(), .body(ByteBuffer(repeating: 0, count: 10)), Part.answerEnd)
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        if isTaken { client.take() }
        channel.advance(seconds: 1000)
        #expect(channel.isActive == isTaken)
    }

    @Test func anAnswerGoesOutWholeInPieces() throws {
        let channel = try channel(AnswerPiecesHandler())
        let bytes = ByteBuffer(bytes: (0..<40_000).map { UInt8(truncatingIfNeeded: $0) })
        try channel.writeOutbound(HTTPResponsePart.body(bytes))
        var sizes: [Int] = []
        var whole = ByteBuffer()
        while case .body(var piece)? = try channel.readOutbound(as: HTTPResponsePart.self) {
            sizes.append(piece.readableBytes)
            whole.writeBuffer(&piece)
        }
        #expect(sizes == [16_384, 16_384, 7232])
        #expect(whole == bytes)
    }

    @Test(arguments: [
        NIOHTTP2Errors.streamClosed(streamID: 1, errorCode: .cancel) as any Error, ChannelError.ioOnClosedChannel,
    ])
    func aStreamThatItsClientEndsIsNoBrokenRequest(error: any Error) throws {
        let channel = try channel(BrokenRequestHandler { refusal, _ in HTTPResponse(status: refusal.status) })
        channel.pipeline.fireErrorCaught(error)
        #expect(try channel.answers().isEmpty)
        try channel.receive(Part.head())
        channel.pipeline.fireErrorCaught(error)
        #expect((errors.errors.last as? CloakroomError)?.kind == .aborted)
    }
}
