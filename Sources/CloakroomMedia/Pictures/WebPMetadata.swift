/// Takes the metadata out of a WebP file: libvips' saver writes EXIF of its own even when told to strip.
/// - Source: RFC 9649 section 2.7.
enum WebPMetadata {
    private static let unwanted: Set<[UInt8]> = [Array("EXIF".utf8), Array("XMP ".utf8), Array("ICCP".utf8)]
    /// The bits of VP8X that announce ICC, EXIF and XMP.
    private static let flags: UInt8 = 0x20 | 0x08 | 0x04
    private static let header = 12

    /// `file` without EXIF, XMP and ICC; as it is when it is no whole WebP file.
    static func removed(from file: [UInt8]) -> [UInt8] {
        guard file.count >= header, file.starts(with: "RIFF".utf8), file[8..<header].elementsEqual("WEBP".utf8) else {
            return file
        }
        var kept = Array(file[..<header])
        var offset = header
        while offset + 8 <= file.count {
            let name = Array(file[offset..<offset + 4])
            let end = offset + 8 + padded(number(file, at: offset + 4))
            guard end <= file.count else { return file }
            if !unwanted.contains(name) { kept += chunk(name, file[offset..<end]) }
            offset = end
        }
        let size = UInt32(kept.count - 8)
        for place in 0..<4 { kept[4 + place] = UInt8(truncatingIfNeeded: size >> (8 * UInt32(place))) }
        return kept
    }

    private static func chunk(_ name: [UInt8], _ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var chunk = Array(bytes)
        if name == Array("VP8X".utf8), chunk.count > 8 { chunk[8] &= ~flags }
        return chunk
    }

    private static func number(_ file: [UInt8], at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(file[offset + $1]) << (8 * $1) }
    }

    private static func padded(_ count: Int) -> Int { count + count % 2 }
}
