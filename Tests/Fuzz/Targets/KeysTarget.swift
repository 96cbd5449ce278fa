@testable import CloakroomCore

/// Keys and paths from outside, held against what a file system makes of their bytes.
enum KeysTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        if let key = BlobKey(text) { check(key) }
        if let id = HexID(text) { promise(HexID(id.text) == id, "another id read back") }
        let thumbnail = FilePath.thumbnail(of: text)
        promise(FilePath.original(ofThumbnail: thumbnail)?.bytes == text.bytes, "another path from its thumbnail's")
    }

    private static func check(_ key: BlobKey) {
        let parts = key.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            1...BlobKey.longestPart ~= part.count && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
                && !part.contains(0)
        }
        promise(isSafe, "a key that leads outside")
        promise(!FilePath.isOwn(key) || key.text.utf8.count >= 36, "a key of ours without a seal")
        switch FilePath.holder(ofLegacy: key.text) {
        case .project(let id): promise(parts[2].elementsEqual(id.text.utf8) || parts[2].count == 24, "another project")
        case .person(let id, _): promise(parts[2].elementsEqual(id.utf8), "another person")
        case .nobody: break
        }
    }
}
