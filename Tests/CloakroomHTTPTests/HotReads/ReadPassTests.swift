import CloakroomCrypto
import NIOCore
import Testing

@testable import CloakroomCore
@testable import CloakroomHTTP

@Suite struct ReadPassTests {
    private static let start = Timestamp(milliseconds: 1000)

    private func pass(_ content: CachedBytes) throws -> ReadPass {
        let found = Found(
            Record(
                key: try #require(BlobKey("uploads/x")), path: "uploads/x", kind: .chat, state: .live, project: nil,
                owner: "user/a", name: "x", size: 5, digest: Digest(of: "hello".utf8), contentType: "text/plain",
                created: Self.start))
        return ReadPass(
            "files", by: "user/a", (found, content), head: ByteBuffer(),
            holding: Self.start..<Self.start.adding(seconds: 1), changes: 7)
    }

    @Test func itHoldsForItsTimeAndWhileNoFileIsChanged() throws {
        let content = CachedBytes(ByteBuffer(string: "hello"))
        let pass = try pass(content)
        func bytes(after milliseconds: Int64, changes: Int = 7) -> String? {
            pass.bytes(at: Self.start.adding(milliseconds: milliseconds), changes: changes).map { String(buffer: $0) }
        }
        #expect(bytes(after: 0) == "hello" && bytes(after: 999) == "hello")
        #expect(bytes(after: 1000) == nil && bytes(after: -1) == nil)
        #expect(bytes(after: 0, changes: 8) == nil)
        withExtendedLifetime(content) {}
    }

    @Test func itKeepsNoBytesThatTheCacheHasGivenUp() throws {
        let pass = try pass(CachedBytes(ByteBuffer(string: "hello")))
        #expect(pass.bytes(at: Self.start, changes: 7) == nil)
    }
}
