/// Reads numbers out of bytes from outside: nil instead of a trap where there are none.
struct ByteView {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    func u8(_ offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }
    func u16(_ offset: Int) -> UInt16? { little(offset, 2).map(UInt16.init(truncatingIfNeeded:)) }
    func u32(_ offset: Int) -> UInt32? { little(offset, 4).map(UInt32.init(truncatingIfNeeded:)) }
    func u64(_ offset: Int) -> UInt64? { little(offset, 8) }
    func bigU32(_ offset: Int) -> UInt32? { u32(offset)?.byteSwapped }
    func bigU64(_ offset: Int) -> UInt64? { u64(offset)?.byteSwapped }

    /// `count` bytes from `offset`; nil unless all of them are there.
    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
        return bytes[offset..<offset + count]
    }

    func has(_ text: StaticString, at offset: Int) -> Bool {
        slice(offset, text.utf8CodeUnitCount).map { $0.elementsEqual(text.utf8) } ?? false
    }

    private func little(_ offset: Int, _ count: Int) -> UInt64? {
        slice(offset, count)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension StaticString {
    /// The bytes of a literal, without making a `String`.
    var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}

extension Collection<UInt8> {
    /// Whether `text` occurs here, byte for byte.
    func contains(_ text: StaticString) -> Bool { firstIndex(of: text) != nil }

    /// Where `text` first occurs.
    func firstIndex(of text: StaticString) -> Index? {
        let wanted = text.utf8
        guard let first = wanted.first else { return startIndex }
        var rest = self[...]
        while let start = rest.firstIndex(of: first) {
            if rest[start...].starts(with: wanted) { return start }
            rest = rest[index(after: start)...]
        }
        return nil
    }
}
