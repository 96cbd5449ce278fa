import NIOCore

/// An IPv4 or IPv6 address; an IPv4 address is kept as its IPv4-mapped form, so that both spellings are one.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    private init(_ bytes: [UInt8]) {
        let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        self.init(high: number(bytes[..<8]), low: number(bytes[8...]))
    }

    /// Nil for a Unix socket.
    init?(_ address: SocketAddress) {
        let bytes = address.withSockAddr { start, count in Array(UnsafeRawBufferPointer(start: start, count: count)) }
        // Where `sockaddr_in` and `sockaddr_in6` have the address: behind family, port and, in IPv6, the flow.
        switch address {
        case .v4 where bytes.count >= 8:
            self.init([UInt8](repeating: 0, count: 10) + [255, 255] + bytes[4..<8])
        case .v6 where bytes.count >= 24: self.init(Array(bytes[8..<24]))
        default: return nil
        }
    }

    init?(_ text: String) {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        self.init(address)
    }

    /// As RFC 5952 writes it, an IPv4 address with its four numbers.
    var description: String {
        guard !isV4 else {
            return [24, 16, 8, 0].map { String(low >> $0 & 255) }.joined(separator: ".")
        }
        var bytes = ByteBuffer(integer: high)
        bytes.writeInteger(low)
        return (try? SocketAddress(packedIPAddress: bytes, port: 0).ipAddress) ?? "unknown"
    }

    var isV4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The first `bits` bits, the others zero.
    func prefix(_ bits: Int) -> IPAddress {
        IPAddress(high: high & Self.mask(bits), low: low & Self.mask(bits - 64))
    }

    private static func mask(_ bits: Int) -> UInt64 {
        bits <= 0 ? 0 : bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits))
    }
}

/// The addresses with a common prefix, as in `10.0.0.0/8` or `2001:db8::/32`; a single address too.
public struct IPNetwork: Hashable, Sendable {
    private let base: IPAddress
    private let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        let most = address.isV4 ? 32 : 128
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        self.bits = bits + 128 - most
        base = address.prefix(self.bits)
    }

    func contains(_ address: IPAddress) -> Bool { address.prefix(bits) == base }
}
