internal import NIOCore

/// Something that service and helper say to each other. Neither trusts the other's bytes.
protocol WireMessage {
    func write(to buffer: inout ByteBuffer)
    init(from buffer: inout ByteBuffer) throws(ChannelFailure)
}

/// What can go wrong between service and helper.
enum ChannelFailure: Error, Hashable {
    /// The other side has closed its end, mostly by dying.
    case ended
    /// Nothing came in time.
    case late
    /// What came is no message.
    case malformed
    case system(code: Int32)
}

extension ByteBuffer {
    mutating func writeText(_ text: String) {
        writeInteger(UInt32(clamping: text.utf8.count))
        writeString(text)
    }

    mutating func readText() throws(ChannelFailure) -> String {
        guard let count: UInt32 = readInteger(), let text = readString(length: Int(count)) else { throw .malformed }
        return text
    }

    mutating func writeCountedBytes(_ bytes: [UInt8]) {
        writeInteger(UInt32(clamping: bytes.count))
        writeBytes(bytes)
    }

    mutating func readCountedBytes() throws(ChannelFailure) -> [UInt8] {
        guard let count: UInt32 = readInteger(), let bytes = readBytes(length: Int(count)) else { throw .malformed }
        return bytes
    }

    mutating func writeFlag(_ flag: Bool) { writeInteger(UInt8(flag ? 1 : 0)) }

    mutating func readFlag() throws(ChannelFailure) -> Bool { try readNumber(UInt8.self) != 0 }

    mutating func readNumber<Number: FixedWidthInteger>(_ type: Number.Type) throws(ChannelFailure) -> Number {
        guard let number = readInteger(as: type) else { throw .malformed }
        return number
    }
}
