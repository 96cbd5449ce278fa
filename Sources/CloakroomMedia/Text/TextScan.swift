/// Reads a whole file as text, and says in which encoding it is one.
///
/// libmagic looks at the beginning only; a text must be one to its last byte.
struct TextScan {
    enum Encoding: Hashable, Sendable {
        case utf8
        case utf16(bigEndian: Bool)
        /// Bytes that are no UTF-8: Latin, Cyrillic, Shift JIS and so on.
        case eightBit
    }

    private(set) var encoding = Encoding.utf8
    private var units = UTF8Check()
    private var wide: UTF16Check?
    private var count = 0
    private var controls = 0
    private var hasNUL = false
    private var last: UInt8 = 0

    /// Nil when the file is no text in any encoding.
    static func encoding(of file: borrowing FileBytes, head: [UInt8]) throws -> (Encoding, isClean: Bool)? {
        var scan = TextScan(head: head)
        try file.forEachPiece { piece in
            scan.feed(piece)
            return !scan.hasNUL
        }
        return scan.finish()
    }

    private init(head: [UInt8]) {
        if head.starts(with: [0xFF, 0xFE]) { wide = UTF16Check(bigEndian: false) }
        if head.starts(with: [0xFE, 0xFF]) { wide = UTF16Check(bigEndian: true) }
    }

    private mutating func feed(_ piece: UnsafeRawBufferPointer) {
        count += piece.count
        guard wide == nil else {
            for byte in piece { wide?.feed(byte) }
            hasNUL = wide.map(\.isBroken) ?? false
            return
        }
        for byte in piece where byte < 0x20 || byte >= 0x7F || !units.isBetween { note(byte) }
        last = piece.last ?? last
    }

    private mutating func note(_ byte: UInt8) {
        units.feed(byte)
        if byte == 0 { hasNUL = true }
        if byte == 0x7F || byte < 0x20 && !Self.isUsual(byte) { controls += 1 }
    }

    /// The control characters that texts have: bell to carriage return, and escape (terminal colours, ISO 2022).
    private static func isUsual(_ byte: UInt8) -> Bool { 7...13 ~= byte || byte == 27 }

    /// A few stray control characters do not make a text binary, nor does the end mark of DOS (0x1A).
    private func finish() -> (Encoding, isClean: Bool)? {
        guard !hasNUL else { return nil }
        let stray = controls - (last == 0x1A ? 1 : 0)
        guard stray == 0 || stray <= count / 100 else { return nil }
        if let wide { return wide.isText ? (.utf16(bigEndian: wide.bigEndian), true) : nil }
        return (units.isValid ? .utf8 : .eightBit, stray == 0)
    }
}
