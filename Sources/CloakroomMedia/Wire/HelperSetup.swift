internal import NIOCore

/// The first message to a helper: how much it may cost.
struct HelperSetup: WireMessage, Hashable {
    /// Bytes beyond what the libraries take themselves.
    var memory: Int64
    var pixels: Int64
    var pixelsInMemory: Int64

    init(_ limits: MediaLimits) {
        memory = Int64(limits.memory)
        pixels = Int64(limits.pixels)
        pixelsInMemory = Int64(limits.pixelsInMemory)
    }

    init(from buffer: inout ByteBuffer) throws(ChannelFailure) {
        memory = try buffer.readNumber(Int64.self)
        pixels = try buffer.readNumber(Int64.self)
        pixelsInMemory = try buffer.readNumber(Int64.self)
    }

    func write(to buffer: inout ByteBuffer) {
        for number in [memory, pixels, pixelsInMemory] { buffer.writeInteger(number) }
    }

    var limits: MediaLimits {
        MediaLimits(running: 1, pixels: Int(pixels), pixelsInMemory: Int(pixelsInMemory), memory: Int(memory))
    }
}

/// A helper's answer to its setup.
enum HelperGreeting: WireMessage, Hashable {
    /// Confined and tried out; `missing` names the protections that this system does not have.
    case ready(missing: [String])
    case failed(String)

    init(from buffer: inout ByteBuffer) throws(ChannelFailure) {
        switch try buffer.readNumber(UInt8.self) {
        case 0:
            var missing: [String] = []
            for _ in 0..<(try buffer.readNumber(UInt8.self)) { missing.append(try buffer.readText()) }
            self = .ready(missing: missing)
        case 1: self = .failed(try buffer.readText())
        default: throw .malformed
        }
    }

    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .ready(let missing):
            buffer.writeInteger(UInt8(0))
            buffer.writeInteger(UInt8(clamping: missing.count))
            for name in missing.prefix(Int(UInt8.max)) { buffer.writeText(name) }
        case .failed(let reason):
            buffer.writeInteger(UInt8(1))
            buffer.writeText(reason)
        }
    }
}
