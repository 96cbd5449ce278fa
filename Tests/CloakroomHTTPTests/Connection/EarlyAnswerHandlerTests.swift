import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct EarlyAnswerHandlerTests {
    private let channel = EmbeddedChannel()
    private let reads = ReadCounter()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(reads)
        try channel.pipeline.syncOperations.addHandler(EarlyAnswerHandler(.init(bytes: 100, time: .seconds(2))))
        try channel.connect(to: .init(unixDomainSocketPath: "/embedded")).wait()
    }

    private func receive(_ part: HTTPRequestPart) throws { try channel.writeInbound(part) }

    private func answer() throws -> HTTPFields? {
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .forbidden)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        var fields: HTTPFields?
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { fields = head.headerFields }
        }
        return fields
    }

    private var head: HTTPRequestPart {
        .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/"))
    }

    private func bytes(_ count: Int) -> HTTPRequestPart { .body(ByteBuffer(repeating: 0, count: count)) }

    @Test func leavesFinishedRequestsAlone() throws {
        try receive(head)
        try receive(bytes(10))
        try receive(.end(nil))
        #expect(try answer()?[.connection] == nil)
        #expect(channel.isActive)
    }

    @Test func saysThatItWillCloseAndDiscardsForAWhile() throws {
        try receive(head)
        #expect(try answer()?[.connection] == "close")
        try receive(bytes(100))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    @Test func readsNoMoreWhenTooMuchComesAndClosesLater() throws {
        try receive(head)
        _ = try answer()
        try receive(bytes(100))
        channel.read()
        let before = reads.count
        try receive(bytes(1))
        channel.read()
        #expect(before > 0 && reads.count == before)
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    private final class ReadCounter: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        private(set) var count = 0

        func read(context: ChannelHandlerContext) {
            count += 1
            context.read()
        }
    }

    @Test func closesWhenTheBodyEnds() throws {
        try receive(head)
        _ = try answer()
        try receive(.end(nil))
        #expect(!channel.isActive)
    }

    @Test func anAnswerToAnEarlierPipelinedRequestIsNoEarlyAnswer() throws {
        try receive(head)
        try receive(.end(nil))
        try receive(head)
        #expect(try answer()?[.connection] == nil)
        try receive(.end(nil))
        #expect(try answer()?[.connection] == nil)
        #expect(channel.isActive)
    }
}
