import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import CloakroomHTTP

/// Answers whose client does not take them.
@Suite(.timeLimit(.minutes(15))) struct DirectAnswerTests {
    private final class Asked: Sendable {
        let count = Atomic(0)
    }

    private let asked = Asked()
    private let client = HeldClient()
    private let channel: EmbeddedChannel

    init() throws {
        let reads = DirectReadHandler { [asked] request, _ in
            asked.count.add(1, ordering: .relaxed)
            return request.uri.path == "/content"
                ? Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "content")))
                : Response(status: .notModified)
        }
        channel = try EmbeddedChannel(open: [client, reads], ErrorRecorder())
    }

    private func ask(_ count: Int, for path: String) {
        for _ in 0..<count {
            channel.pipeline.fireChannelRead(Part.get(path))
            channel.pipeline.fireChannelRead(Part.end)
        }
        channel.pipeline.fireChannelReadComplete()
    }

    @Test(arguments: ["/content", "/"])
    func pipelinedRequestsWaitUntilTheClientTakesItsAnswers(path: String) throws {
        channel.isWritable = false
        ask(100, for: path)
        #expect(asked.count.load(ordering: .relaxed) == 1)
        let before = client.reads
        channel.read()
        #expect(client.reads == before)
        channel.isWritable = true
        while asked.count.load(ordering: .relaxed) < 100 {
            client.take()
            channel.embeddedEventLoop.run()
        }
        client.take()
        #expect(try channel.answers().count == 100)
        channel.read()
        #expect(client.reads > before)
    }

    @Test func aClientThatTakesItsAnswersIsNotHeldUp() throws {
        ask(100, for: "/")
        #expect(asked.count.load(ordering: .relaxed) == 100)
        client.take()
        #expect(try channel.answers().count == 100)
    }
}
