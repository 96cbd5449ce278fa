import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct SlowClientHandlerTests {
    private let channel: EmbeddedChannel
    private let recorder = ErrorRecorder()

    init() throws {
        var limits = HTTPLimits()
        limits.bodyBytesPerSecond = 10
        channel = try EmbeddedChannel(open: [SlowClientHandler(limits)], recorder)
    }

    private var timeouts: Int { recorder.errors.count { ($0 as? CloakroomError)?.kind == .timeout } }

    // MARK: Between requests

    @Test func aSilentConnectionClosesAfterAMinute() {
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
        #expect(timeouts == 0)
    }

    @Test func everyAnswerBeginsANewMinute() throws {
        for _ in 0..<5 {
            channel.advance(seconds: 50)
            try channel.receive(Part.head(), Part.end)
            try channel.send(Part.answer(), Part.answerEnd)
        }
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }

    @Test func aReadThatWasAnsweredBeforeItCameHereBeginsOneToo() throws {
        for _ in 0..<5 {
            channel.advance(seconds: 50)
            channel.pipeline.fireUserInboundEventTriggered(ReadAnswered())
        }
        channel.advance(seconds: 59)
        #expect(channel.isActive)
        channel.advance(seconds: 1)
        #expect(!channel.isActive)
    }

    /// Its header may have come in pieces, which are seen here.
    @Test func aHeaderWhoseReadWasAnsweredIsWhole() throws {
        channel.pipeline.fireChannelReadComplete()
        channel.advance(seconds: 9)
        channel.pipeline.fireUserInboundEventTriggered(ReadAnswered())
        channel.advance(seconds: 50)
        #expect(channel.isActive && timeouts == 0)
    }

    @Test func whoStillTakesAnEarlierAnswerIsNotSilent() throws {
        let context = try channel.pipeline.syncOperations.context(handlerType: SlowClientHandler.self)
        for _ in 0..<5 {
            context.write(NIOAny(ByteBuffer(repeating: 0, count: 10)), promise: nil)
            channel.advance(seconds: 50)
        }
        #expect(channel.isActive)
        channel.advance(seconds: 60)
        #expect(!channel.isActive)
    }

    @Test func aClientIsNotBlamedForASlowAnswer() throws {
        try channel.receive(Part.head(), Part.end)
        channel.advance(seconds: 86_400)
        #expect(channel.isActive)
        #expect(timeouts == 0)
    }

    @Test func anAnswerOnTheSpotLeavesNoHeaderToWaitFor() throws {
        let answering = DirectReadHandler { _, _ in Response(status: .ok) }
        try channel.pipeline.syncOperations.addHandler(answering, position: .last)
        let head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        try channel.receive(.head(head), Part.end)
        #expect(try channel.answers().count == 1)
        channel.advance(seconds: 59)
        #expect(timeouts == 0)
        channel.advance(seconds: 1)
        #expect(timeouts == 0)
        #expect(!channel.isActive)
    }

    // MARK: Headers

    @Test func aHeaderThatDripsInIsCutAfterTenSeconds() throws {
        for _ in 0..<10 {
            try channel.receive()
            #expect(timeouts == 0)
            channel.advance(seconds: 1)
        }
        #expect(timeouts == 1)
    }

    @Test func theClockOfAHeaderBeginsWithItsFirstByte() throws {
        channel.advance(seconds: 55)
        try channel.receive()
        channel.advance(seconds: 9)
        try channel.receive(Part.head(), Part.end)
        channel.advance(seconds: 60)
        #expect(timeouts == 0)
        #expect(channel.isActive)
    }

    @Test func aRefusedHeaderIsNotTakenForANewRequest() throws {
        try channel.receive()
        channel.advance(seconds: 10)
        try channel.send(Part.answer(.requestTimeout), Part.answerEnd)
        try channel.receive()
        channel.advance(seconds: 100)
        #expect(timeouts == 1)
    }

    // MARK: Bodies

    @Test func aBodyBelowThePaceIsCutWhenItsWindowEnds() throws {
        try channel.receive(Part.head())
        for _ in 0..<29 {
            channel.advance(seconds: 1)
            try channel.receive(Part.bytes(10))
        }
        #expect(timeouts == 0)
        channel.advance(seconds: 1)
        #expect(timeouts == 1)
    }

    @Test func aBodyAtThePaceTakesAsLongAsItNeeds() throws {
        try channel.receive(Part.head())
        for _ in 0..<1000 {
            channel.advance(seconds: 3)
            try channel.receive(Part.bytes(40))
        }
        #expect(timeouts == 0)
        try channel.receive(Part.end)
        channel.advance(seconds: 1000)
        #expect(timeouts == 0)
    }

    @Test func aFastBeginningDoesNotPayForALaterWindow() throws {
        try channel.receive(Part.head(), Part.bytes(1_000_000))
        channel.advance(seconds: 30)
        #expect(timeouts == 0)
        channel.advance(seconds: 30)
        #expect(timeouts == 1)
    }

    @Test func timeInWhichTheServiceDoesNotReadIsNotCounted() throws {
        channel.pipeline.fireChannelRead(Part.head())
        channel.pipeline.fireChannelReadComplete()
        channel.advance(seconds: 1000)
        #expect(timeouts == 0)
        channel.read()
        channel.advance(seconds: 30)
        #expect(timeouts == 1)
    }

    @Test func theClockOfABodyBeginsWithTheInvitation() throws {
        try channel.receive(Part.head([.expect: "100-continue"]))
        channel.advance(seconds: 29)
        try channel.send(Part.answer(.continue))
        channel.advance(seconds: 29)
        #expect(timeouts == 0)
        channel.advance(seconds: 1)
        #expect(timeouts == 1)
    }

    @Test func whoIsNeitherInvitedNorAnsweredIsCutToo() throws {
        try channel.receive(Part.head([.expect: "100-continue"]))
        channel.advance(seconds: 29)
        #expect(timeouts == 0)
        channel.advance(seconds: 1)
        #expect(timeouts == 1)
    }

    @Test func whoSendsUninvitedMustKeepThePace() throws {
        try channel.receive(Part.head([.expect: "100-continue"]))
        channel.advance(seconds: 29)
        try channel.receive(Part.bytes(1))
        channel.advance(seconds: 29)
        #expect(timeouts == 0)
        channel.advance(seconds: 1)
        #expect(timeouts == 1)
    }

    @Test func aBodyIsCutOnce() throws {
        try channel.receive(Part.head())
        channel.advance(seconds: 30)
        try channel.receive(Part.bytes(1))
        channel.advance(seconds: 1000)
        #expect(timeouts == 1)
    }
}
