/// Checks UTF-8 byte by byte, across pieces.
/// - Source: Unicode 15 table 3-7 (well-formed byte sequences).
struct UTF8Check {
    private var isBroken = false
    private var pending = 0
    private var next: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether no sequence is open.
    var isBetween: Bool { pending == 0 }

    /// Whether all was well-formed and nothing is left open.
    var isValid: Bool { !isBroken && pending == 0 }

    mutating func feed(_ byte: UInt8) {
        if pending > 0, next.contains(byte) {
            pending -= 1
            next = 0x80...0xBF
        } else {
            isBroken = isBroken || pending > 0
            start(byte)
        }
    }

    private mutating func start(_ byte: UInt8) {
        next = 0x80...0xBF
        switch byte {
        case 0x00...0x7F: pending = 0
        case 0xC2...0xDF: pending = 1
        case 0xE0: (pending, next) = (2, 0xA0...0xBF)
        case 0xED: (pending, next) = (2, 0x80...0x9F)
        case 0xE1...0xEF: pending = 2
        case 0xF0: (pending, next) = (3, 0x90...0xBF)
        case 0xF4: (pending, next) = (3, 0x80...0x8F)
        case 0xF1...0xF3: pending = 3
        default: (isBroken, pending) = (true, 0)
        }
    }
}
