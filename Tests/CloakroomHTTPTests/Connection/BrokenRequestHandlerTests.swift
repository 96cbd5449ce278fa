import CloakroomCore
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct BrokenRequestHandlerTests {
    private let channel: EmbeddedChannel
    private let recorder = ErrorRecorder()

    init() throws {
        let broken = BrokenRequestHandler { refusal, _ in HTTPResponse(status: refusal.status) }
        channel = try EmbeddedChannel(open: [EarlyAnswerHandler(), broken], recorder)
    }

    private func fail(_ error: any Error) { channel.pipeline.fireErrorCaught(error) }

    private var kinds: [CloakroomError.Kind] { recorder.errors.compactMap { ($0 as? CloakroomError)?.kind } }

    @Test(arguments: [
        (HTTPParserError.invalidHeaderToken as any Error, 400), (HTTPParserError.headerOverflow, 431),
        (CloakroomError(.timeout), 408), (BrokenRequest(.notImplemented, "no"), 501),
    ])
    func aHeaderThatBreaksIsAnsweredOnceAndTheConnectionCloses(error: any Error, status: Int) throws {
        fail(error)
        fail(error)
        let answers = try channel.answers()
        #expect(answers.map(\.status.code) == [status])
        #expect(answers.first?.headerFields[.connection] == "close")
        #expect(recorder.errors.isEmpty)
        channel.advance(seconds: 2)
        #expect(!channel.isActive)
    }

    @Test(arguments: [
        (CloakroomError(.timeout) as any Error, CloakroomError.Kind.timeout),
        (BrokenRequest(.badRequest, "no"), .invalid("no")),
        (HTTPParserError.invalidEOFState, .aborted), (IOError(errnoCode: 104, reason: "reset"), .aborted),
    ])
    func aBodyThatBreaksTellsItsReaderWhy(error: any Error, kind: CloakroomError.Kind) throws {
        try channel.receive(Part.head(), Part.bytes(1))
        fail(error)
        #expect(kinds == [kind])
        #expect(try channel.answers().isEmpty)
    }

    @Test func anEarlierRequestIsAnsweredFirst() throws {
        try channel.receive(Part.head(), Part.end)
        fail(HTTPParserError.invalidHeaderToken)
        #expect(recorder.errors.first is HTTPParserError)
        #expect(try channel.answers().isEmpty)
    }
}
