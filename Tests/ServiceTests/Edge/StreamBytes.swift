import Foundation

/// HTTP/2 as bytes, so that a test can send what no client would.
struct StreamBytes {
    private(set) var bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private enum Kind: UInt8 { case data = 0, headers = 1, reset = 3, settings = 4, ping = 6, continuation = 9 }

    /// The preface and the client's settings.
    /// - Parameters:
    ///   - confirms: whether it agrees to the server's settings.
    ///   - window: bytes that it takes of each answer; nil for the protocol's own number.
    init(confirms: Bool = true, window: UInt32? = nil) {
        frame(.settings, 0, 0, window.map { [0, 4] + withUnsafeBytes(of: $0.bigEndian, Array.init) } ?? [])
        if confirms { frame(.settings, 1, 0, []) }
    }

    /// A request, without its end when a body shall follow.
    mutating func request(_ stream: UInt32, _ fields: [(String, String)], isWhole: Bool = true) {
        frame(.headers, isWhole ? 5 : 4, stream, Self.block(fields))
    }

    /// The first part of a header whose rest does not come, or comes in further parts.
    mutating func openHeader(_ stream: UInt32, _ fields: [(String, String)]) {
        frame(.headers, 1, stream, Self.block(fields))
    }

    mutating func continuation(_ stream: UInt32, _ fields: [(String, String)]) {
        frame(.continuation, 0, stream, Self.block(fields))
    }

    mutating func data(_ stream: UInt32, _ text: String) { frame(.data, 0, stream, Array(text.utf8)) }

    mutating func reset(_ stream: UInt32) { frame(.reset, 0, stream, [0, 0, 0, 8]) }

    mutating func ping() { frame(.ping, 0, 0, Array("pingpong".utf8)) }

    /// Drops the last bytes.
    mutating func cut(_ count: Int) { bytes.removeLast(count) }

    static func get(_ path: String) -> [(String, String)] {
        [(":method", "GET"), (":scheme", "https"), (":path", path), (":authority", "a")]
    }

    private mutating func frame(_ kind: Kind, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) {
        bytes += [UInt8(payload.count >> 16), UInt8(payload.count >> 8 & 255), UInt8(payload.count & 255)]
        bytes += [kind.rawValue, flags] + withUnsafeBytes(of: stream.bigEndian, Array.init) + payload
    }

    /// Fields as literals that are not indexed (RFC 7541 section 6.2.2).
    private static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { name, value in [0] + string(name) + string(value) }
    }

    private static func string(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        guard count >= 127 else { return [UInt8(count)] + Array(text.utf8) }
        var length: [UInt8] = [127]
        var rest = count - 127
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + Array(text.utf8)
    }

    /// Sends the bytes over TLS and waits until the service closes the connection.
    /// - Returns: the frames that came.
    func exchange(with desk: SecureDesk) throws -> [Frame] {
        let file = desk.service.folder + "/\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let answer = file + ".answer"
        _ = try Shell.script(
            "openssl s_client -quiet -ign_eof -alpn h2 -connect 127.0.0.1:\(desk.port) <\(file) >\(answer) 2>/dev/null || true"
        )
        return Frame.all(in: Array(try Data(contentsOf: URL(fileURLWithPath: answer))))
    }

    struct Frame: Hashable {
        let kind: UInt8
        let stream: UInt32
        let payload: [UInt8]

        /// The error code, when it tells that the connection ends.
        var goodbye: Int? { kind == 7 && payload.count >= 8 ? Int(payload[7]) : nil }

        static func all(in bytes: [UInt8]) -> [Frame] {
            var rest = bytes[...]
            var frames: [Frame] = []
            while rest.count >= 9 {
                let head = Array(rest.prefix(9))
                let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
                let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                frames.append(Frame(kind: head[3], stream: stream, payload: Array(rest.dropFirst(9).prefix(length))))
                rest = rest.dropFirst(9 + length)
            }
            return frames
        }
    }
}
