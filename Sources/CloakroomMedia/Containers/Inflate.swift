internal import CZlib

/// Inflates the beginning of a raw deflate stream.
enum Inflate {
    /// At most `limit` bytes of what `packed` holds; nil when it is no deflate stream.
    static func start(of packed: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard cloakroom_inflate_start(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = packed
        var output = [UInt8](repeating: 0, count: limit)
        let status = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { into in
                stream.next_in = from.baseAddress
                stream.avail_in = UInt32(clamping: from.count)
                stream.next_out = into.baseAddress
                stream.avail_out = UInt32(clamping: into.count)
                return inflate(&stream, Z_SYNC_FLUSH)
            }
        }
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) else { return nil }
        return Array(output.dropLast(Int(stream.avail_out)))
    }
}
