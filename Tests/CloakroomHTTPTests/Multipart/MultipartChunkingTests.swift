import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct MultipartChunkingTests {
    private static let boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW"

    /// Content full of beginnings of the delimiter.
    private static let content = [
        "\r\n--\(boundary)x", "\r\r\n\r\n--", "\r\n--\(boundary.dropLast())", "\r\n--\(boundary)-",
        "\r\n--\(boundary) \t\r",
        "\r\n--\(boundary)\r", "-\r", "\r\n--\(boundary) - ",
    ].joined()

    private static let body = lines(
        "preamble", "--\(boundary)", "Content-Disposition: form-data; name=\"text\"", "", "value",
        "--\(boundary)  ", "Content-Disposition: form-data; name=\"file\"; filename=\"ä b.png\"",
        "Content-Type: image/png", "", content, "--\(boundary)", "content-disposition:form-data;name=none", "", "",
        "--\(boundary)--", "epilogue")

    private static let expected = [
        Form.Part("text", "value"), Form.Part("file", fileName: "ä b.png", contentType: "image/png", content),
        Form.Part("none", ""),
    ]

    @Test func givesTheSameWholeAndByteByByte() throws {
        let bytes = Array(Self.body.utf8)
        #expect(try Form.parse([bytes], boundary: Self.boundary).parts == Self.expected)
        #expect(try Form.parse(bytes.map { [$0] }, boundary: Self.boundary).parts == Self.expected)
    }

    @Test func givesTheSameCutAtEveryOffset() throws {
        let bytes = Array(Self.body.utf8)
        for cut in 0...bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(try Form.parse(pieces, boundary: Self.boundary).parts == Self.expected, "cut at \(cut)")
        }
    }

    @Test func givesTheSameInPiecesOfEverySize() throws {
        let bytes = Array(Self.body.utf8)
        for size in 1...100 {
            let pieces = stride(from: 0, to: bytes.count, by: size).map {
                Array(bytes[$0..<min($0 + size, bytes.count)])
            }
            #expect(try Form.parse(pieces, boundary: Self.boundary).parts == Self.expected, "pieces of \(size)")
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func givesTheSameInRandomPieces(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = cut(Array(Self.body.utf8), upTo: 60, &random)
        #expect(try Form.parse(pieces, boundary: Self.boundary).parts == Self.expected)
    }

    /// Delimiters made of the fewest and the most repeating characters, content of the same few.
    @Test(arguments: [
        "X", "-", "--", "aa", "abab", "----------------------------------------------------------------------",
    ])
    func findsDelimitersInContentMadeOfTheirCharacters(_ boundary: String) throws {
        var random = SeededGenerator(seed: UInt64(boundary.utf8.count))
        let pieces = [
            "\r", "\n", "\r\n", "-", "\r\n-", "\r\n--", "a", "b", "X", "\r\n-\(boundary)", "\r\n--\(boundary)_",
        ]
        for _ in 0..<300 {
            let content = (0..<Int.random(in: 0..<30, using: &random)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &random)]
            }
            .joined()
            let text = onePart("[" + content).replacing("--X", with: "--" + boundary)
            let found = try Form.firstContent(of: cut(Array(text.utf8), upTo: 20, &random), boundary: boundary)
            #expect(found == firstContent(of: Array(text.utf8), boundary: boundary))
        }
    }

    /// What a parser that has all of the body in memory and looks at every offset would find.
    private func firstContent(of body: [UInt8], boundary: String) -> [UInt8] {
        let delimiter = Array("\r\n--\(boundary)".utf8)
        let start = body.indices.first { body[$0...].starts(with: "\r\n\r\n".utf8) }.map { $0 + 4 } ?? 0
        let end = (start..<body.count).first { offset in
            guard body[offset...].starts(with: delimiter) else { return false }
            let behind = body[(offset + delimiter.count)...].drop(while: ASCII.isBlank)
            return behind.starts(with: "\r\n".utf8) || behind.starts(with: "--".utf8)
        }
        return Array(body[start..<(end ?? start)])
    }

    private func cut(_ bytes: [UInt8], upTo longest: Int, _ random: inout SeededGenerator) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 0...longest, using: &random))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
