import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import CloakroomHTTP

@Suite(.timeLimit(.minutes(15))) struct DirectReadHandlerTests {
    private let received = PartRecorder()

    private static func get(_ path: String = "/", _ fields: HTTPFields = [:]) -> HTTPRequestPart {
        .head(HTTPRequest(method: .get, scheme: "http", authority: "a", path: path, headerFields: fields))
    }

    /// Answers each read with its own path.
    private static let echo: DirectReadHandler.Answering = { request, _ in
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: request.head.path ?? "")))
    }

    private func embedded(_ answering: @escaping DirectReadHandler.Answering = Self.echo) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandlers([DirectReadHandler(answering), received])
        try channel.connect(to: .init(unixDomainSocketPath: "/embedded")).wait()
        return channel
    }

    // MARK: Nothing to wait for

    @Test func aReadIsAnsweredBeforeTheNextInstruction() throws {
        let channel = try embedded()
        try channel.receive(Self.get("/one"), Part.end)
        #expect(try channel.contents() == ["/one"])
        #expect(received.parts == 0)
    }

    @Test func tenThousandPipelinedReadsAreAnsweredInOrder() throws {
        let channel = try embedded()
        for number in 0..<10_000 {
            channel.pipeline.fireChannelRead(Self.get("/\(number)"))
            channel.pipeline.fireChannelRead(Part.end)
        }
        #expect(try channel.contents() == (0..<10_000).map { "/\($0)" })
    }

    @Test(arguments: [
        Part.head(), get("/", [.contentLength: "3"]), get("/", [.transferEncoding: "chunked"]),
    ])
    func whatHasContentGoesOn(head: HTTPRequestPart) throws {
        let channel = try embedded()
        try channel.receive(head, Part.bytes(3), Part.end)
        #expect(received.parts == 3)
        #expect(try channel.contents() == [])
    }

    @Test func aReadStaysBehindWhatWentOnBeforeIt() throws {
        let channel = try embedded()
        try channel.receive(Part.head(), Part.end, Self.get("/behind"), Part.end)
        #expect(received.parts == 4)
        try channel.send(Part.answer(), Part.answerEnd, Part.answer(), Part.answerEnd)
        try channel.receive(Self.get("/alone"), Part.end)
        #expect(try channel.contents() == ["", "", "/alone"])
    }

    @Test func contentThatBreaksOffClosesTheConnection() throws {
        let channel = try embedded { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 10) { writer in
                    try await writer.write(ByteBuffer(string: "half"))
                    throw ChannelError.eof
                })
        }
        try channel.receive(Self.get(), Part.end)
        #expect(!channel.isActive)
    }

    @Test func whatIsPipelinedBehindAnAnswerThatBreaksOffIsNotAnswered() throws {
        let asked = Counter()
        let channel = try embedded { _, _ in
            asked.count.add(1, ordering: .relaxed)
            return Response(status: .ok, body: .init(contentLength: 10) { _ in throw ChannelError.eof })
        }
        for _ in 0..<3 { try channel.receive(Self.get(), Part.end) }
        #expect(asked.count.load(ordering: .relaxed) == 1)
    }

    // MARK: Something to wait for

    /// What does not parse behind a request is told when that is answered.
    @Test func anErrorDoesNotOvertakeAnAnswer() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let channel = NIOAsyncTestingChannel()
        let isFailed = Counter()
        try await channel.testingEventLoop.executeInContext {
            try channel.pipeline.syncOperations.addHandlers([
                DirectReadHandler { request, channel in
                    for await _ in gate { break }
                    return await Self.echo(request, channel)
                }, FailureRecorder(isFailed),
            ])
        }
        try await channel.connect(to: .init(unixDomainSocketPath: "/embedded"))
        for part in [Self.get("/first"), Part.end] { try await channel.writeInbound(part) }
        try await channel.testingEventLoop.executeInContext { channel.pipeline.fireErrorCaught(CancellationError()) }
        #expect(isFailed.count.load(ordering: .relaxed) == 0)
        opener.yield()
        #expect(try await channel.nextContent() == "/first")
        try await channel.testingEventLoop.executeInContext {
            #expect(isFailed.count.load(ordering: .relaxed) == 1)
        }
    }

    @Test func answersThatTakeTimeKeepTheirOrderAndHoldTheConnectionOpen() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        let channel = NIOAsyncTestingChannel()
        let isInputClosed = ClosingSign()
        try await channel.testingEventLoop.executeInContext {
            try channel.pipeline.syncOperations.addHandlers([
                DirectReadHandler { request, channel in
                    for await _ in gate { break }
                    return await Self.echo(request, channel)
                }, isInputClosed.recorder,
            ])
        }
        try await channel.connect(to: .init(unixDomainSocketPath: "/embedded"))
        for part in [Self.get("/first"), Part.end, Self.get("/second"), Part.end] {
            try await channel.writeInbound(part)
        }
        try await channel.testingEventLoop.executeInContext {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        for path in ["/first", "/second"] {
            #expect(!isInputClosed.isSeen)
            opener.yield()
            #expect(try await channel.nextContent() == path)
        }
        try await channel.testingEventLoop.executeInContext { #expect(isInputClosed.isSeen) }
    }
}

private final class Counter: Sendable {
    let count = Atomic(0)
}

/// Counts the errors that reach the end of a pipeline.
private final class FailureRecorder: ChannelInboundHandler {
    typealias InboundIn = Any

    private let counter: Counter

    init(_ counter: Counter) { self.counter = counter }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { counter.count.add(1, ordering: .relaxed) }
}

/// Counts the parts that reach the end of a pipeline.
private final class PartRecorder: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart

    private(set) var parts = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { parts += 1 }
}

/// Whether the end of a pipeline was told that the client sends no more.
private final class ClosingSign: Sendable {
    private let seen = Atomic(false)

    var isSeen: Bool { seen.load(ordering: .relaxed) }

    var recorder: any ChannelHandler { Recorder(self) }

    private final class Recorder: ChannelInboundHandler {
        typealias InboundIn = Any

        private let sign: ClosingSign

        init(_ sign: ClosingSign) { self.sign = sign }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if event as? ChannelEvent == .inputClosed { sign.seen.store(true, ordering: .relaxed) }
        }
    }
}

extension EmbeddedChannel {
    /// The contents of the answers that went out.
    fileprivate func contents() throws -> [String] {
        var contents: [String] = []
        while let part = try readOutbound(as: HTTPResponsePart.self) {
            switch part {
            case .head: contents.append("")
            case .body(let bytes): contents[contents.count - 1] += String(buffer: bytes)
            case .end: break
            }
        }
        return contents
    }
}

extension NIOAsyncTestingChannel {
    /// The content of the next answer, when it is out.
    fileprivate func nextContent() async throws -> String {
        var content = ""
        while true {
            switch try await waitForOutboundWrite(as: HTTPResponsePart.self) {
            case .head: break
            case .body(let bytes): content += String(buffer: bytes)
            case .end: return content
            }
        }
    }
}
