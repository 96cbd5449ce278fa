import CloakroomCrypto
import Testing

@testable import CloakroomCore

@Suite struct LinkKeyRingTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private static let week: Int64 = 604_800

    private static func link(
        _ path: String = "uploads/a", after seconds: Int64 = 60, isAttachment: Bool = false
    ) throws -> Link {
        try #require(Link(path: path, expires: now.seconds + seconds, isAttachment: isAttachment))
    }

    /// What another program must compute: fixed, so that links of yesterday's release hold today.
    @Test func theSignatureIsTheHMACOfFourLines() throws {
        let link = try #require(Link(path: "uploads/ä b", expires: 1_700_000_000, isAttachment: true))
        #expect(link.signedText == "cloakroom-link-1\n1700000000\nattachment\nuploads/ä b")
        let signature = LinkKeyRing(current: "secret").sign(link).signature
        #expect(signature.hex == "74ddcdf63c5ca832f8aeefb31ce2107195d049f112a29c16b2a7746b710f6a91")
    }

    @Test func noPartOfALinkCanBeChanged() throws {
        let ring = LinkKeyRing(current: "key")
        let signature = ring.sign(try Self.link()).signature
        let others = [
            try Self.link("uploads/b"), try Self.link("uploads/a "), try Self.link("uploads/A"),
            try Self.link(after: 61), try Self.link(isAttachment: true),
        ]
        #expect(ring.vouches(for: SignedLink(try Self.link(), signature: signature), lifetime: Self.week))
        for other in others {
            #expect(!ring.vouches(for: SignedLink(other, signature: signature), lifetime: Self.week), "\(other)")
        }
    }

    @Test(arguments: ["", "a\nb", "a\rb", "a\u{0}b", "a\u{7F}"])
    func aPathThatCouldBlurTheLinesHasNoLink(path: String) {
        #expect(Link(path: path, expires: 1, isAttachment: false) == nil)
    }

    @Test func aRetiredKeyVouchesForWhatItSignedInTimeAndNothingLater() throws {
        let old = LinkKeyRing(current: "old")
        let ring = old.rotated(to: "new", at: Self.now, lifetime: Self.week)
        let last = Self.week + LinkKeyRing.lateness
        #expect(ring.vouches(for: old.sign(try Self.link(after: last)), lifetime: Self.week))
        #expect(!ring.vouches(for: old.sign(try Self.link(after: last + 1)), lifetime: Self.week))
        #expect(ring.vouches(for: ring.sign(try Self.link(after: last + 1)), lifetime: Self.week))
        #expect(!ring.vouches(for: LinkKeyRing(current: "other").sign(try Self.link()), lifetime: Self.week))
    }

    @Test func aKeyThatNoLinkNeedsAnyMoreIsDropped() {
        let second = LinkKeyRing(current: "1").rotated(to: "2", at: Self.now, lifetime: 100)
        let inTime = second.rotated(to: "3", at: Self.now.adding(seconds: 100), lifetime: 100)
        #expect(inTime.retired.map(\.key) == ["2", "1"])
        let late = second.rotated(to: "3", at: Self.now.adding(seconds: 100 + LinkKeyRing.lateness), lifetime: 100)
        #expect(late.retired.map(\.key) == ["2"])
    }

    @Test func rotatingWithoutEndKeepsTheRingSmall() {
        var ring = LinkKeyRing(current: "0")
        for number in 1...100 { ring = ring.rotated(to: "\(number)", at: Self.now, lifetime: Self.week) }
        #expect(ring.retired.count == LinkKeyRing.most && ring.retired.first?.key == "99")
    }

    @Test func theRingIsReadAsItWasWritten() throws {
        let ring = LinkKeyRing(current: "a").rotated(to: "b", at: Self.now, lifetime: 9)
        #expect(ring.text == "b a@1700000000000")
        #expect(LinkKeyRing(ring.text) == ring)
        #expect(LinkKeyRing("plain")?.current == "plain")
        #expect(LinkKeyRing("") == nil && LinkKeyRing(" ") == nil && LinkKeyRing("a@1") == nil)
    }
}
