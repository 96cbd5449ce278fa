import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

@Suite struct UpstreamCacheTests {
    @Test func anAnswerIsBelievedForItsTimeAndNoLonger() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "agent")
        #expect(try await world.membership() == .person(.agent))
        await world.say(role: nil)
        world.clock.turn(milliseconds: 9999)
        #expect(try await world.membership() == .person(.agent))
        #expect(await world.questions == 1)
        world.clock.turn(milliseconds: 1)
        #expect(try await world.membership() == nil)
        #expect(await world.questions == 2)
    }

    @Test func aRefusalIsBelievedForTheSameTime() async throws {
        let world = try UpstreamWorld()
        await world.backend.say("", status: 403)
        #expect(await refusal { _ = try await world.membership() } == .notMember)
        await world.say(role: "agent")
        world.clock.turn(milliseconds: 9999)
        #expect(await refusal { _ = try await world.membership() } == .notMember)
        world.clock.turn(milliseconds: 1)
        #expect(try await world.membership() == .person(.agent))
    }

    @Test func aFailureIsNotKept() async throws {
        let world = try UpstreamWorld()
        await world.backend.say(nil)
        #expect(await refusal { _ = try await world.membership() } == .unavailable)
        await world.say(role: "agent")
        #expect(try await world.membership() == .person(.agent))
        #expect(world.desk.count == 1)
    }

    @Test func theAgeOfAnAnswerCountsFromTheQuestion() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "agent")
        await world.backend.hold()
        async let slow = world.membership()
        await world.backend.waitForQuestions(1)
        world.clock.turn(milliseconds: 9000)
        await world.backend.release()
        #expect(try await slow == .person(.agent))
        world.clock.turn(milliseconds: 999)
        _ = try await world.membership()
        #expect(await world.questions == 1)
        world.clock.turn(milliseconds: 1)
        _ = try await world.membership()
        #expect(await world.questions == 2)
    }

    @Test func anAnswerIsForOneCredentialAndOneTopicOnly() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "owner")
        let credentials = [
            Credential.token("caller"), .token("caller", scheme: .bearer), .token("other"),
            .basic(email: "a", password: "b:c"), .basic(email: "a:b", password: "c"),
        ]
        for credential in credentials.dropLast() {
            _ = try await world.desk.ask(credential, about: .project(world.project))
        }
        #expect(await world.questions == 4)
        for topic in [UpstreamTopic.nothing, .project(world.elsewhere), .bot(world.project)] {
            _ = try await world.desk.ask(credentials[0], about: topic)
        }
        #expect(
            await world.backend.asked.suffix(3) == [
                "https://chat.example/whois?from=files JWT caller",
                "https://chat.example/whois?from=files&project_id=\(world.elsewhere) JWT caller",
                "https://chat.example/whois?from=files&bot_id=\(world.project) JWT caller",
            ])
    }

    @Test func manyAtOnceAskOnce() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "agent")
        await world.backend.hold()
        try await withThrowingTaskGroup(of: Membership?.self) { group in
            for _ in 0..<50 { group.addTask { try await world.membership() } }
            await world.backend.waitForQuestions(1)
            await world.backend.release()
            for try await membership in group { #expect(membership == .person(.agent)) }
        }
        #expect(await world.questions == 1)
    }

    @Test func whoeverBeganAQuestionMayLeaveAndTheOthersAreAnswered() async throws {
        let world = try UpstreamWorld()
        await world.say(role: "agent")
        await world.backend.hold()
        let first = Task { try await world.membership() }
        await world.backend.waitForQuestions(1)
        first.cancel()
        async let second = world.membership()
        await world.backend.release()
        #expect(try await second == .person(.agent))
        #expect(await world.questions == 1)
    }

    @Test func questionsBeyondTheQueueAreRefusedAtOnce() async throws {
        let world = try UpstreamWorld(queue: 2)
        await world.say(role: "agent")
        await world.backend.hold()
        async let first = world.desk.ask(.token("1"), about: .nothing)
        async let second = world.desk.ask(.token("2"), about: .nothing)
        await world.backend.waitForQuestions(2)
        let third = await refusal { _ = try await world.desk.ask(.token("3"), about: .nothing) }
        #expect(third == .busy(retryAfter: 1))
        await world.backend.release()
        _ = try await (first, second)
        #expect(await refusal { _ = try await world.desk.ask(.token("3"), about: .nothing) } == nil)
    }

    @Test func madeUpTokensPushOutNobodyAndTheMemoryIsBounded() async throws {
        let world = try UpstreamWorld(limit: 8)
        await world.say(role: "agent")
        _ = try await world.membership()
        await world.backend.say("", status: 401)
        for number in 0..<1000 { _ = try await world.desk.ask(.token("\(number)"), about: .nothing) }
        #expect(world.desk.count <= 9)
        let before = await world.questions
        #expect(try await world.membership() == .person(.agent))
        #expect(await world.questions == before)
    }
}
