@testable import CloakroomCore

/// Whatever a client calls its file, the name under which it is stored is harmless and its extension stays.
enum NamesTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let client = String(decoding: input, as: UTF8.self)
        let name = FileName(client: client)
        stored(name)
        promise(name.original.utf8.count <= FileName.longestOriginal, "a name that is too long")
        promise(FileName(client: name.original) == name, "another name from the readable one")
        promise(FileName.readable(client).bytes == name.original.bytes, "two readable names")
        _ = AllowList(client).admits(name.fileExtension)
    }

    private static func stored(_ name: FileName) {
        let bytes = name.stored.bytes
        let marks = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")]
        promise(
            1...FileName.longestStored ~= bytes.count
                && bytes.allSatisfy { FileName.isAlphanumeric($0) || marks.contains($0) }
                && bytes.first != marks[0] && bytes.last != marks[0] && !name.stored.contains(".."),
            "a harmful name \(name.stored)")
        promise(!name.stored.lowercased().hasPrefix(FileName.thumbnailPrefix), "a name of our own thumbnails")
        promise(FileName(client: name.stored).fileExtension == name.fileExtension, "another extension")
        promise(FileName(client: name.stored).stored == name.stored, "another stored name from the stored one")
        promise(BlobKey(name.stored) != nil, "a name that is no key")
    }
}
