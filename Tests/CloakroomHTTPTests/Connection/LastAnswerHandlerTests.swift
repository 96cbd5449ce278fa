import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct LastAnswerHandlerTests {
    private let channel: EmbeddedChannel

    init() throws {
        channel = try EmbeddedChannel(open: [LastAnswerHandler()], ErrorRecorder())
    }

    private func stop() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }

    @Test func aStopClosesAnIdleConnectionAtOnce() {
        stop()
        #expect(!channel.isActive)
    }

    @Test func aStopLetsTheRequestUnderWayEndAndItsAnswerSaysSo() throws {
        try channel.receive(Part.head(), Part.bytes(10))
        stop()
        #expect(channel.isActive)
        try channel.receive(Part.bytes(10), Part.end)
        try channel.send(Part.answer(.created))
        #expect(try channel.answers().map { $0.headerFields[.connection] } == ["close"])
        #expect(channel.isActive)
        try channel.send(Part.answerEnd)
        #expect(!channel.isActive)
    }

    @Test func everyPipelinedRequestIsAnsweredBeforeTheStop() throws {
        try channel.receive(Part.head(), Part.end, Part.head(), Part.end)
        stop()
        try channel.send(Part.answer(), Part.answerEnd)
        #expect(channel.isActive)
        try channel.send(Part.answer(), Part.answerEnd)
        #expect(!channel.isActive)
        #expect(try channel.answers().map { $0.headerFields[.connection] } == [nil, "close"])
    }

    @Test func nothingIsClosedBeforeItsLastBytesAreOut() throws {
        try channel.receive(Part.head([.connection: "close"]), Part.end)
        channel.write(Part.answer(), promise: nil)
        #expect(channel.isActive)
        try channel.send(Part.answerEnd)
        #expect(!channel.isActive)
    }

    @Test func anInvitationIsNoLastAnswer() throws {
        try channel.receive(Part.head([.connection: "close"]))
        try channel.send(Part.answer(.continue))
        #expect(try channel.answers().map { $0.headerFields[.connection] } == [nil])
    }

    @Test(arguments: [false, true])
    func aStopWaitsForTheClientToTakeItsLastAnswer(isKnown: Bool) throws {
        let client = HeldClient()
        let channel = try EmbeddedChannel(open: [client, LastAnswerHandler()], ErrorRecorder())
        try channel.receive(Part.head(), Part.end)
        if isKnown { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        channel.leave(Part.answer(), Part.answerEnd)
        if !isKnown { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        #expect(channel.isActive)
        client.take()
        #expect(!channel.isActive)
        #expect(try channel.answers().count == 1)
    }
}
