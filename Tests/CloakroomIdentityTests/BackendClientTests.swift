import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct BackendClientTests {
    @Test func nobodyThereIsToldAtOnceAndAsUnavailable() async throws {
        let client = BackendClient(timeout: 30)
        // Port 1 is reserved, and nothing listens there.
        let kind = await refusal { _ = try await client.get("http://127.0.0.1:1/", authorization: nil) }
        #expect(kind == .unavailable)
    }

    @Test(arguments: ["", "no url", "https://", "http://[::1"])
    func whatIsNoURLIsNoCrash(url: String) async throws {
        let kind = await refusal { _ = try await BackendClient(timeout: 1).get(url, authorization: nil) }
        #expect(kind == .unavailable)
    }
}
