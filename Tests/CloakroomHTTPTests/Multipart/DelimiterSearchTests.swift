import CloakroomTesting
import Testing

@testable import CloakroomHTTP

@Suite struct DelimiterSearchTests {
    private let search: DelimiterSearch

    init() throws {
        search = DelimiterSearch(try MultipartBoundary(contentType: "multipart/form-data; boundary=abc"))
    }

    /// Few CRs and many, alone and with what follows them in a delimiter.
    private static let fillings: [[UInt8]] = ["x", "\r", "\r\n--ab", "line\r\n", "\r\r\n-", "\n--abc"].map {
        Array($0.utf8)
    }

    private func match(in bytes: [UInt8]) -> (start: Int, length: Int)? {
        bytes.withUnsafeBytes { search.firstMatch(in: $0) }
    }

    @Test(arguments: fillings, [0, 1, 63, 64, 65, 4096, 20_000])
    func findsTheFirstWholeTextWhereverItStands(filling: [UInt8], before: Int) throws {
        let bytes = (0..<before).map { filling[$0 % filling.count] } + search.text + filling + search.text
        let found = try #require(match(in: bytes))
        #expect(found == (before, search.text.count))
    }

    @Test(arguments: fillings, [1, 63, 4096, 20_000])
    func findsTheTextThatTheEndCutsShort(filling: [UInt8], before: Int) throws {
        let bytes = (0..<before * filling.count).map { filling[$0 % filling.count] } + Array("x".utf8)
        #expect(match(in: bytes) == nil)
        for length in 1..<search.text.count {
            let found = try #require(match(in: bytes + search.text.prefix(length)))
            #expect(found == (bytes.count, length))
        }
    }

    @Test func agreesWithASearchThatLooksEverywhere() {
        var random = SeededGenerator(seed: 7)
        let letters = Array("\r\n--abcx".utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<300, using: &random)).map { _ in letters.randomElement(using: &random)!
            }
            let whole = bytes.indices.first { bytes[$0...].starts(with: search.text) }
            let found = match(in: bytes)
            #expect(whole == nil ? found?.length != search.text.count : found?.start == whole)
        }
    }
}
