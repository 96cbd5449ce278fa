import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct RangeHeaderTests {
    @Test(
        arguments: [
            ("bytes=0-499", 0, 500), ("bytes=500-999", 500, 500), ("bytes=-500", 9500, 500), ("bytes=9500-", 9500, 500),
            ("bytes=0-", 0, 10_000), ("bytes=0-0", 0, 1), ("bytes=-1", 9999, 1), ("bytes=9999-", 9999, 1),
            ("bytes=0-9999", 0, 10_000), ("bytes=0-10000", 0, 10_000), ("bytes=-10001", 0, 10_000),
            ("bytes=1-99999999999999999999", 1, 9999), ("bytes=-99999999999999999999", 0, 10_000), ("BYTES=0-1", 0, 2),
            ("bytes = 0-1", 0, 2), ("bytes= 0 - 1 ", 0, 2), ("bytes=,0-1, ,", 0, 2),
            ("bytes=000000000000000000000001-2", 1, 2),
        ] as [(String, Int64, Int64)])
    func givesOneSpan(_ field: String, _ start: Int64, _ count: Int64) throws {
        #expect(try RangeHeader.span(field, size: 10_000) == ByteSpan(start: start, count: count))
    }

    @Test(arguments: [
        nil, "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=1-0", "bytes=a-b", "bytes=0-1-2", "bytes=0x1-2",
        "bytes=+1-2", "bytes=0-1,5-6", "bytes=0-0,-1", "bytes=1", "lines=0-1", "bytes 0-1", "bytes=٣-4", "bytes==0-1",
        "bytes=99999999999999999999999-1", String(repeating: "bytes=0-1,", count: 1000),
    ])
    func givesTheWholeFile(_ field: String?) throws {
        #expect(try RangeHeader.span(field, size: 10_000) == nil)
    }

    @Test(arguments: [
        "bytes=10000-", "bytes=10000-10001", "bytes=-0", "bytes=99999999999999999999-", "bytes=9223372036854775807-",
    ])
    func refusesWhatBeginsBehindTheEnd(_ field: String) {
        #expect(throws: RangeNotSatisfiable(size: 10_000)) { try RangeHeader.span(field, size: 10_000) }
    }

    @Test(arguments: ["bytes=0-", "bytes=0-0", "bytes=-1", "bytes=5-", "bytes=-0"])
    func givesAnEmptyFileWhole(_ field: String) throws {
        #expect(try RangeHeader.span(field, size: 0) == nil)
    }

    @Test func serveTheLargestFile() throws {
        #expect(try RangeHeader.span("bytes=1-", size: .max) == ByteSpan(start: 1, count: .max - 1))
        #expect(try RangeHeader.span("bytes=-1", size: .max) == ByteSpan(start: .max - 1, count: 1))
    }

    @Test func areToldInTheAnswer() throws {
        let span = try #require(ByteSpan(start: 0, count: 500))
        #expect(span.contentRange(of: 1234) == "bytes 0-499/1234")
        #expect(RangeNotSatisfiable(size: 1234).contentRange == "bytes */1234")
    }
}
