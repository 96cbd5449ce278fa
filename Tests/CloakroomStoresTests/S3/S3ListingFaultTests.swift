import CloakroomCore
import CloakroomTesting
import NIOHTTP1
import Testing

@testable import CloakroomStores

/// What servers answer now and then to listing and erasing.
@Suite(.timeLimit(.minutes(15))) struct S3ListingFaultTests {
    private func names(_ server: ScriptedServer) async throws -> [String] {
        var names: [String] = []
        try await server.store().list { names += $0.map(\.text) }
        return names
    }

    // MARK: Listing

    @Test(arguments: ["%C3%A4+b%2B%25+%01", "\u{e4} b+%25 &#1;"])
    func namesAreDecodedOnlyWhenTheServerSaysSo(name: String) async throws {
        let isEncoded = name.hasPrefix("%")
        let type = isEncoded ? "<EncodingType>url</EncodingType>" : ""
        let server = try await ScriptedServer(
            .reply(200, body: "<ListMultipartUploadsResult/>"),
            .reply(200, body: "<ListBucketResult>\(type)<Contents><Key>\(name)</Key></Contents></ListBucketResult>"))
        let listed = try await names(server)
        #expect(listed == [isEncoded ? "\u{e4} b+% \u{1}" : "\u{e4} b+%25 \u{1}"])
        #expect(server.asked.allSatisfy { $0.uri.contains("encoding-type=url") })
    }

    @Test func aCutOffUploadWithAnOddNameIsGivenUp() async throws {
        let upload = "<Key>a%2Bb+c</Key><UploadId>u</UploadId><Initiated>2009-10-12T17:50:30.000Z</Initiated>"
        let server = try await ScriptedServer(
            .reply(
                200,
                body: "<ListMultipartUploadsResult><EncodingType>url</EncodingType><Upload>\(upload)</Upload>"
                    + "</ListMultipartUploadsResult>"),
            .reply(204), .reply(200, body: "<ListBucketResult/>"))
        try await server.store().list { _ in }
        #expect(server.asked.contains { $0.method == .DELETE && $0.uri == "/bucket/a%2Bb%20c?uploadId=u" })
    }

    @Test func aServerThatDoesNotTellOfUploadsIsListed() async throws {
        for refusal in [ScriptedServer.Answer.error(501, "NotImplemented"), .error(403, "AccessDenied")] {
            let server = try await ScriptedServer(refusal, .reply(200, body: "<ListBucketResult/>"))
            #expect(try await names(server).isEmpty)
        }
    }

    @Test func aListingThatTurnsInCirclesEnds() async throws {
        let page = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
        let server = try await ScriptedServer(
            .reply(200, body: "<ListMultipartUploadsResult/>"),
            .reply(200, body: "<ListBucketResult>\(page)</ListBucketResult>"))
        await expect(.unavailable) { try await server.store().list { _ in } }
        #expect(server.asked.count == 3)
    }

    @Test func anAnswerThatIsNoListingIsNoEmptyBucket() async throws {
        for body in ["", "<html></html>", "<ListBucketResult><Contents>"] {
            let server = try await ScriptedServer(
                .reply(200, body: "<ListMultipartUploadsResult/>"), .reply(200, body: body))
            await expect(.unavailable) { try await server.store().list { _ in } }
        }
    }

    // MARK: Erasing

    @Test func aServerThatIsDownDoesNotCostATimeoutForEveryKey() async throws {
        let server = try await ScriptedServer(.error(403, "AccessDenied"))
        let keys = try (0..<200).map { try key("uploads/\($0)") }
        #expect(await Set(try server.store().erase(keys).keys) == Set(keys))
        #expect(server.asked.filter { $0.method == .DELETE }.count < 50)
    }

    @Test func whatIsAbsentIsErased() async throws {
        let server = try await ScriptedServer(.error(404, "NoSuchKey"))
        #expect(try await server.store().erase([key("uploads/x")]).isEmpty)
    }
}
