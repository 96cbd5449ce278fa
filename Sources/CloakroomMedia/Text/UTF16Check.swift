/// Checks UTF-16 behind a byte order mark, byte by byte. What only looks like one (an MPEG frame) soon breaks.
struct UTF16Check {
    let bigEndian: Bool
    private(set) var isBroken = false
    private var half: UInt8?
    private var expectsLow = false

    init(bigEndian: Bool) { self.bigEndian = bigEndian }

    /// Whether all was text and nothing is left open.
    var isText: Bool { !isBroken && half == nil && !expectsLow }

    mutating func feed(_ byte: UInt8) {
        guard let first = half else {
            half = byte
            return
        }
        half = nil
        check(bigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first))
    }

    private mutating func check(_ unit: UInt16) {
        let isLow = 0xDC00...0xDFFF ~= unit
        if isLow != expectsLow || unit == 0 || unit >= 0xFFFE || Self.isControl(unit) { isBroken = true }
        expectsLow = 0xD800...0xDBFF ~= unit
    }

    private static func isControl(_ unit: UInt16) -> Bool {
        unit < 0x20 && !(7...13 ~= unit || unit == 26 || unit == 27) || 0x7F...0x84 ~= unit
    }
}
