import Foundation
import Testing

@testable import CloakroomCore

@Suite struct ValueTests {
    @Test func timestampsAreHeldAtTheEndsInsteadOfOverflowing() {
        let now = Timestamp(milliseconds: 1_000)
        #expect(now.adding(seconds: .max) == Timestamp(milliseconds: .max))
        #expect(now.adding(seconds: .min) == Timestamp(milliseconds: .min))
        #expect(now.adding(seconds: 2) == Timestamp(milliseconds: 3_000))
    }

    @Test func timestampsAreWrittenAsTheContractHasThem() {
        #expect(Timestamp(milliseconds: 1_579_969_429_394).iso8601 == "2020-01-25T16:23:49.394Z")
    }

    @Test(arguments: [
        ("0123456789abcdef01234567", true), ("0123456789ABCDEF01234567", true), ("0123456789abcdef0123456", false),
        ("0123456789abcdef012345678", false), ("0123456789abcdef0123456g", false), ("twelve bytes", false), ("", false),
        ("０123456789abcdef0123456", false),
    ])
    func idsAreTwentyFourHexDigits(text: String, isID: Bool) {
        #expect((HexID(text) != nil) == isID)
    }

    @Test func idsAreTheSameInAnyCase() {
        #expect(HexID("0123456789ABCDEF01234567") == HexID("0123456789abcdef01234567"))
        #expect(HexID.random() != HexID.random())
    }

    @Test(arguments: [
        "", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a\0b", String(repeating: "a", count: 256),
        // A slash with an accent is a slash all the same.
        "../\u{301}", "a/../\u{301}b", "a/./\u{301}b", "/\u{301}a", "a//\u{301}b",
    ])
    func keysNameNothingOutsideAStore(text: String) {
        #expect(BlobKey(text) == nil)
    }

    @Test(arguments: [
        "a", "uploads/users/u/files/1/a.png", "a/..b", "a/...", "ä/ö", "a/\u{301}b",
        String(repeating: "a", count: 200) + "/\u{301}" + String(repeating: "b", count: 200),
    ])
    func keysTakeWhatStoresTake(text: String) {
        #expect(BlobKey(text)?.text == text)
        #expect(BlobKey(text)?.parts.count == text.utf8.split(separator: UInt8(ascii: "/")).count)
    }

    /// A store has two files there, so a set of keys must have two keys.
    @Test func keysOfTheSameLettersInOtherBytesAreOthers() {
        #expect(Set([BlobKey("caf\u{E9}"), BlobKey("cafe\u{301}")]).count == 2)
    }

    @Test func spansCannotBeNegativeOrEndless() {
        #expect(ByteSpan(start: -1, count: 1) == nil)
        #expect(ByteSpan(start: 1, count: -1) == nil)
        #expect(ByteSpan(start: .max, count: 1) == nil)
        #expect(ByteSpan.whole(-5).count == 0)
        let span = ByteSpan(start: 10, count: 5)
        #expect(span?.dropping(3) == ByteSpan(start: 13, count: 2))
        #expect(span?.dropping(9) == ByteSpan(start: 15, count: 0))
        #expect(span?.first(2) == ByteSpan(start: 10, count: 2))
        #expect(span?.first(99) == span)
    }
}
