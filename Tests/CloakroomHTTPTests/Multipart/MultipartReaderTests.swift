import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct MultipartReaderTests {
    private func reader(
        _ text: String, pieces size: Int = 7, limits: MultipartLimits = MultipartLimits()
    ) throws -> MultipartReader<AsyncStream<ByteBuffer>> {
        let bytes = Array(text.utf8)
        let body = AsyncStream { stream in
            for start in stride(from: 0, to: bytes.count, by: size) {
                stream.yield(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            }
            stream.finish()
        }
        return MultipartReader(body, boundary: try MultipartBoundary("X"), limits: limits)
    }

    private static let twoParts = lines(
        "--X", "Content-Disposition: form-data; name=\"a\"", "", "first value",
        "--X", "Content-Disposition: form-data; name=\"b\"; filename=\"b.txt\"", "", "second value", "--X--", "epilogue"
    )

    private func content(_ reader: MultipartReader<AsyncStream<ByteBuffer>>) async throws -> String {
        var all = ByteBuffer()
        while let chunk = try await reader.nextChunk() { all.writeImmutableBuffer(chunk) }
        return String(buffer: all)
    }

    @Test func givesEachPartWithItsBytes() async throws {
        let reader = try reader(Self.twoParts)
        #expect(try await reader.nextChunk() == nil)
        #expect(try await reader.nextPart()?.name == "a")
        #expect(try await content(reader) == "first value")
        #expect(try await reader.nextChunk() == nil)
        let file = try #require(try await reader.nextPart())
        #expect(file.isFile)
        #expect(try await content(reader) == "second value")
        #expect(try await reader.nextPart() == nil)
        #expect(try await reader.nextPart() == nil)
        #expect(try await reader.nextChunk() == nil)
    }

    @Test func skipsWhatWasNotRead() async throws {
        let reader = try reader(Self.twoParts)
        _ = try await reader.nextPart()
        _ = try await reader.nextChunk()
        #expect(try await reader.nextPart()?.name == "b")
        #expect(try await reader.nextPart() == nil)
    }

    @Test func boundsWhatIsSkipped() async throws {
        let reader = try reader(Self.twoParts, limits: MultipartLimits(skippedBytes: 11))
        _ = try await reader.nextPart()
        #expect(try await reader.nextPart()?.name == "b")
        await #expect(throws: MultipartError.skippedTooMuch(bytes: 11)) { try await reader.nextPart() }
        let roomy = try self.reader(Self.twoParts, limits: MultipartLimits(skippedBytes: 12))
        while try await roomy.nextPart() != nil {}
    }

    @Test func tellsThatABodyEndedEarly() async throws {
        let reader = try reader(Self.twoParts.replacing("\r\n--X--\r\nepilogue\r\n", with: ""))
        #expect(try await reader.nextPart()?.name == "a")
        #expect(try await reader.nextPart()?.name == "b")
        await #expect(throws: MultipartError.endMissing) { while try await reader.nextChunk() != nil {} }
        await #expect(throws: MultipartError.endMissing) { try await reader.nextPart() }
    }

    @Test func refusesForGood() async throws {
        let reader = try reader(Self.twoParts.replacing("name=\"b\"", with: "nix"))
        #expect(try await reader.nextPart()?.name == "a")
        for _ in 1...3 { await #expect(throws: MultipartError.badDisposition) { try await reader.nextPart() } }
    }

    @Test func passesOnWhatReadingTheBodyThrows() async throws {
        struct Disconnected: Error {}
        let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            stream.yield(ByteBuffer(string: "--X\r\n"))
            stream.finish(throwing: Disconnected())
        }
        let reader = MultipartReader(body, boundary: try MultipartBoundary("X"))
        await #expect(throws: Disconnected.self) { try await reader.nextPart() }
    }

    /// As an upload does: the closures belong to somebody else, and the reader is used on both sides of them.
    @Test func canBeDrivenInsideClosures() async throws {
        func withSpool(
            fill: ((String) async throws -> Void) async throws -> Void, use: () async throws -> String?
        ) async throws -> String? {
            try await fill { _ in }
            return try await use()
        }
        let reader = try reader(Self.twoParts)
        _ = try await reader.nextPart()
        let next = try await withSpool(
            fill: { write in while let chunk = try await reader.nextChunk() { try await write(String(buffer: chunk)) }
            },
            use: { try await reader.nextPart()?.name })
        #expect(next == "b")
        #expect(try await reader.nextPart() == nil)
    }

    @MainActor @Test func canBeDrivenByAnActor() async throws {
        let reader = try reader(Self.twoParts)
        #expect(try await reader.nextPart()?.name == "a")
    }
}
