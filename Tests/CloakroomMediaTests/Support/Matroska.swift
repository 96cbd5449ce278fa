/// Builds WebM files.
enum Matroska {
    /// - Parameter isLive: whether the size is left unknown, as it is by what records.
    static func element(_ name: UInt32, _ content: [UInt8], isLive: Bool = false) -> [UInt8] {
        if content.count < 127, !isLive { return bytes(name) + [0x80 | UInt8(content.count)] + content }
        let size: UInt64 = 1 << 56 | (isLive ? 1 << 56 - 1 : UInt64(content.count))
        return bytes(name) + bytes(size) + content
    }

    static func track(kind: UInt8, codec: String) -> [UInt8] {
        element(0xAE, element(0xD7, [1]) + element(0x83, [kind]) + element(0x86, Array(codec.utf8)))
    }

    /// - Parameter before: elements that come before the tracks.
    static func file(
        before: [UInt8] = [], tracks: [UInt8]..., frames: [UInt8] = [], isLive: Bool
    ) -> [UInt8] {
        let cluster = element(0x1F43_B675, element(0xE7, [0]) + element(0xA3, frames), isLive: isLive)
        let content = before + element(0x1654_AE6B, Array(tracks.joined())) + cluster
        return header + element(0x1853_8067, content, isLive: isLive)
    }

    static let header = element(0x1A45_DFA3, element(0x4282, Array("webm".utf8)))

    private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
        let all = stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        return Array(all.drop { $0 == 0 })
    }
}
