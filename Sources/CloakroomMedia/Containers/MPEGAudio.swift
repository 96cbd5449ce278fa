/// Finds MPEG audio (layers I to III) behind tags, by its frames rather than by a magic number.
///
/// - Source: ISO/IEC 11172-3 2.4.1.3 (frame header); ID3v2.4 structure, section 3.1.
enum MPEGAudio {
    /// What may lie between the tag and the first frame (padding, broken tags), in bytes.
    private static let slack = 64 << 10

    static func isOne(_ file: borrowing FileBytes) throws -> Bool {
        let start = try tagLength(in: file)
        let bytes = ByteView(try file.read(at: start, count: slack))
        return try (0..<max(0, bytes.count - 3)).contains { offset in
            guard bytes.u8(offset) == 0xFF, Frame(bytes, at: offset) != nil else { return false }
            return try hasFrames(from: start + Int64(offset), needed: offset == 0 ? 2 : 3, in: file)
        }
    }

    /// Whether frames of one kind follow each other, up to as many as needed or to the end of the file.
    private static func hasFrames(from start: Int64, needed: Int, in file: borrowing FileBytes) throws -> Bool {
        var offset = start
        var first: Frame?
        for _ in 0..<needed {
            guard let frame = Frame(ByteView(try file.read(at: offset, count: 4)), at: 0),
                first.map({ $0.kind == frame.kind }) ?? true
            else { return first != nil && isEnd(offset, of: file) }
            first = first ?? frame
            offset += Int64(frame.length)
        }
        return true
    }

    /// A short file may end with its last frame, or with an ID3v1 tag behind it.
    private static func isEnd(_ offset: Int64, of file: borrowing FileBytes) -> Bool {
        offset == file.size || offset == file.size - 128
    }

    /// The length of all ID3v2 tags at the front, in bytes.
    private static func tagLength(in file: borrowing FileBytes) throws -> Int64 {
        var offset: Int64 = 0
        for _ in 0..<4 {
            let tag = ByteView(try file.read(at: offset, count: 10))
            guard tag.has("ID3", at: 0), let flags = tag.u8(5), let size = tag.slice(6, 4) else { break }
            let footer: Int64 = flags & 0x10 == 0 ? 0 : 10
            offset += 10 + footer + size.reduce(0) { $0 << 7 | Int64($1 & 0x7F) }
        }
        return offset
    }
}

extension MPEGAudio {
    /// One frame's header.
    struct Frame {
        /// Version, layer and sampling rate: they do not change within a stream.
        let kind: UInt32
        /// Bytes, header included.
        let length: Int

        /// Nil unless there is a sound header with a length that can be computed.
        init?(_ bytes: ByteView, at offset: Int) {
            guard let header = bytes.bigU32(offset), header >> 21 == 0x7FF else { return nil }
            let version = header >> 19 & 3, layer = header >> 17 & 3, rate = header >> 10 & 3
            let bits = Int(header >> 12 & 15), padding = Int(header >> 9 & 1)
            guard version != 1, layer != 0, rate != 3, bits != 15, bits != 0 else { return nil }
            kind = header & 0xFFFE_0C00
            let hertz = Self.hertz[Int(rate)] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
            let kilobits = Self.kilobits(version: version, layer: layer)[bits]
            switch layer {
            case 3: length = (12_000 * kilobits / hertz + padding) * 4
            case 1 where version != 3: length = 72_000 * kilobits / hertz + padding
            default: length = 144_000 * kilobits / hertz + padding
            }
        }

        private static let hertz = [44_100, 48_000, 32_000]

        private static func kilobits(version: UInt32, layer: UInt32) -> [Int] {
            switch (version, layer) {
            case (3, 3): [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0]
            case (3, 2): [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0]
            case (3, _): [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0]
            case (_, 3): [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0]
            default: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0]
            }
        }
    }
}
