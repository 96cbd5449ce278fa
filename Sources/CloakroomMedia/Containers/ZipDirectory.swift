/// The central directory of a ZIP archive.
///
/// Everything is held against the real size of the file: an archive that lies about where its parts are has no directory.
/// - Source: PKWARE APPNOTE 4.3.7, 4.3.12 to 4.3.16, 4.5.3.
struct ZipDirectory {
    struct Entry {
        /// In lower case, with `/` between parts, cut at 512 bytes.
        let name: String
        let method: UInt16
        let isEncrypted: Bool
        /// Of the packed bytes.
        let packedSize: Int64
        /// Where the local header lies in the file.
        let header: Int64
    }

    let entries: [Entry]

    /// The largest directory that is read, in bytes.
    static let longest = 8 << 20

    /// Nil when the file has no directory, or one that lies.
    init?(_ file: borrowing FileBytes) throws {
        guard let place = try Place.find(in: file), place.size <= Self.longest else { return nil }
        let bytes = ByteView(try file.read(at: place.start, count: place.size))
        var found: [Entry] = []
        var offset = 0
        while bytes.has("PK\u{1}\u{2}", at: offset) {
            guard let (entry, length) = Self.entry(at: offset, of: bytes, shift: place.shift),
                entry.header >= 0, Self.fits(entry, in: file.size)
            else { return nil }
            found.append(entry)
            offset += length
        }
        guard !found.isEmpty || place.size == 0 else { return nil }
        entries = found
    }

    private static func fits(_ entry: Entry, in size: Int64) -> Bool {
        let (end, overflow) = entry.header.addingReportingOverflow(entry.packedSize)
        return entry.packedSize >= 0 && !overflow && end <= size
    }

    private static func entry(at offset: Int, of bytes: ByteView, shift: Int64) -> (Entry, length: Int)? {
        guard let flags = bytes.u16(offset + 8), let method = bytes.u16(offset + 10),
            let nameLength = bytes.u16(offset + 28), let extraLength = bytes.u16(offset + 30),
            let commentLength = bytes.u16(offset + 32), let name = bytes.slice(offset + 46, Int(nameLength)),
            let extra = bytes.slice(offset + 46 + Int(nameLength), Int(extraLength)),
            let numbers = numbers(at: offset, of: bytes, extra: ByteView(Array(extra)))
        else { return nil }
        let (header, overflow) = numbers.header.addingReportingOverflow(shift)
        guard !overflow else { return nil }
        let entry = Entry(
            name: plain(name), method: method, isEncrypted: flags & 1 == 1, packedSize: numbers.packed, header: header)
        return (entry, 46 + Int(nameLength) + Int(extraLength) + Int(commentLength))
    }

    /// The packed size and the place of the local header, from the ZIP64 extra field where the short ones are full.
    private static func numbers(
        at offset: Int, of bytes: ByteView, extra: ByteView
    ) -> (packed: Int64, header: Int64)? {
        guard let packed = bytes.u32(offset + 20), let size = bytes.u32(offset + 24),
            let header = bytes.u32(offset + 42)
        else { return nil }
        guard [packed, size, header].contains(.max) else { return (Int64(packed), Int64(header)) }
        guard var place = wideField(in: extra) else { return nil }
        func wide(_ short: UInt32) -> Int64? {
            guard short == .max else { return Int64(short) }
            defer { place += 8 }
            return extra.u64(place).flatMap { Int64(exactly: $0) }
        }
        guard wide(size) != nil, let widePacked = wide(packed), let wideHeader = wide(header) else { return nil }
        return (widePacked, wideHeader)
    }

    /// Where the content of the ZIP64 field starts among the extra fields.
    private static func wideField(in extra: ByteView) -> Int? {
        var offset = 0
        while let id = extra.u16(offset), let length = extra.u16(offset + 2) {
            if id == 1 { return offset + 4 }
            offset += 4 + Int(length)
        }
        return nil
    }

    private static func plain(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.prefix(512).map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }, as: UTF8.self)
            .lowercased()
    }
}
