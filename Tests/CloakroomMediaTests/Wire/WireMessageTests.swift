import CloakroomCore
import NIOCore
import Testing

@testable import CloakroomMedia

@Suite struct WireMessageTests {
    private static let answers: [InspectionAnswer] = [
        .verified(contentType: "image/png"), .done(Inspection(contentType: "text/plain; charset=utf-8")),
        .done(Inspection(contentType: "image/png", thumbnail: .init(bytes: [1, 2, 3], contentType: "image/png"))),
        .refused(.mismatch(detected: "a", expected: "b", detail: "c")),
        .refused(.unverifiable(declared: "ä", detail: "")), .refused(.failure("no reason")),
    ]
    private static let requests: [InspectionRequest] = [
        .init(size: .max, seconds: .max, claim: .init(fileExtension: "", declaredType: nil, wantsThumbnail: true)),
        .init(size: 0, seconds: 0, claim: .init(fileExtension: ".é", declaredType: "", wantsThumbnail: false)),
    ]
    private static let greetings: [HelperGreeting] = [.ready(missing: []), .ready(missing: ["a", "b"]), .failed("x")]

    private func check<Message: WireMessage & Equatable>(_ message: Message) throws {
        var bytes = ByteBuffer()
        message.write(to: &bytes)
        var whole = bytes
        #expect(try Message(from: &whole) == message)
        #expect(whole.readableBytes == 0)
        for count in 0..<bytes.readableBytes {
            var part = try #require(bytes.getSlice(at: 0, length: count))
            #expect(throws: ChannelFailure.malformed, "\(message) cut to \(count)") { try Message(from: &part) }
        }
    }

    @Test(arguments: answers) func answerArrivesWholeOrNotAtAll(_ answer: InspectionAnswer) throws { try check(answer) }

    @Test(arguments: requests) func requestArrivesWholeOrNotAtAll(_ request: InspectionRequest) throws {
        try check(request)
    }

    @Test(arguments: greetings) func greetingArrivesWholeOrNotAtAll(_ greeting: HelperGreeting) throws {
        try check(greeting)
    }

    @Test func setupArrivesWholeOrNotAtAll() throws { try check(HelperSetup(MediaLimits())) }

    @Test func noiseIsReadOrRefused() {
        var dice = Dice(seed: 5)
        for _ in 0..<20_000 {
            var bytes = ByteBuffer(
                bytes: (0..<Int.random(in: 0...24, using: &dice)).map { _ in
                    UInt8.random(in: 0...5, using: &dice)
                })
            _ = try? InspectionAnswer(from: &bytes)
            _ = try? HelperGreeting(from: &bytes)
        }
    }

    @Test(
        arguments: [
            (".png", "image/png", nil, true), (".png", "image/png", "image/png", true),
            (".png", "image/png", "text/html", false),
            (".png", "text/html", nil, false), (".png", "image/jpeg", nil, false), (".txt", "text/plain", nil, true),
            (".txt", "text/plain; charset=utf-8", nil, true), (".txt", "text/plain; charset=a\r\nX: y", nil, false),
            (".txt", "text/html; charset=utf-8", nil, false), (".txt", "text/plain", "image/png", false),
            (".pdf", "application/pdf", nil, true), (".pdf", "text/html", nil, false), (".mp3", "audio/ogg", nil, true),
            (".mp3", "text/html", nil, false), (".mp3", "audio/ogg\r\nX: y", nil, false),
            ("", "text/html", nil, true), ("", "text/html\n", nil, false),
            ("", "image/png", "image/png", false),
        ] as [(String, String, String?, Bool)])
    func typeThatNoInspectorWouldNameIsFoundOut(
        _ fileExtension: String, _ type: String, _ thumbnail: String?, _ isHonest: Bool
    ) {
        let picture = thumbnail.map { Inspection.Picture(bytes: [], contentType: $0) }
        let inspection = Inspection(contentType: type, thumbnail: picture)
        let claim = MediaClaim(fileExtension: fileExtension, wantsThumbnail: true)
        #expect(inspection.isHonest(about: claim) == isHonest)
    }

    @Test func thumbnailThatNobodyWantedIsFoundOut() {
        let inspection = Inspection(contentType: "image/png", thumbnail: .init(bytes: [], contentType: "image/png"))
        #expect(!inspection.isHonest(about: MediaClaim(fileExtension: ".png")))
    }

    @Test func pauseDoublesUpToFiveSeconds() {
        var backoff = Backoff()
        #expect(backoff.isOver)
        let now = ContinuousClock.now
        backoff.fail(at: now - .milliseconds(101))
        #expect(backoff.isOver)
        backoff.fail(at: now + .seconds(60))
        #expect(!backoff.isOver)
        for _ in 1...70 { backoff.fail(at: now - .seconds(5)) }
        #expect(backoff.isOver)
    }
}
