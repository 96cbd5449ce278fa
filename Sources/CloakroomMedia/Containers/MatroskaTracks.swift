/// Which kinds of tracks a Matroska or WebM file announces before its first frame.
///
/// The frames themselves are never looked at: among so many bytes anything can be found.
/// - Source: RFC 9559 section 5.1.
struct MatroskaTracks {
    private var hasPictures = false
    private var hasSound = false
    /// How many elements may still be looked at.
    private var budget = 4096

    private static let segment: UInt32 = 0x1853_8067
    private static let tracks: UInt32 = 0x1654_AE6B
    private static let entry: UInt32 = 0xAE
    private static let kind: UInt32 = 0x83
    private static let codec: UInt32 = 0x86
    private static let cluster: UInt32 = 0x1F43_B675

    init(of file: borrowing FileBytes) throws {
        try walk(file, from: 0, to: file.size, inside: [Self.segment, Self.tracks, Self.entry])
    }

    /// False as well when nothing can be told.
    var isSoundOnly: Bool { hasSound && !hasPictures }

    /// Goes down one level for each identifier in `path`, so a hostile file cannot nest deeper.
    private mutating func walk(
        _ file: borrowing FileBytes, from start: Int64, to end: Int64, inside path: ArraySlice<UInt32>
    ) throws {
        var offset = start
        while offset < end, budget > 0 {
            budget -= 1
            let header = ByteView(try file.read(at: offset, count: 12))
            guard let element = EBMLElement(header, at: offset, before: end), element.name != Self.cluster
            else { return }
            if let name = path.first {
                if element.name == name {
                    try walk(file, from: element.content, to: element.end, inside: path.dropFirst())
                }
            } else {
                note(element, try file.read(at: element.content, count: Int(min(8, element.end - element.content))))
            }
            offset = element.end
        }
    }

    /// What a track is, by its number or by its codec.
    private mutating func note(_ element: EBMLElement, _ content: [UInt8]) {
        switch element.name {
        case Self.kind:
            let number = content.reduce(0) { $0 << 8 | UInt64($1) }
            hasPictures = hasPictures || number == 1
            hasSound = hasSound || number == 2
        case Self.codec:
            hasPictures = hasPictures || content.starts(with: "V_".utf8)
            hasSound = hasSound || content.starts(with: "A_".utf8)
        default: break
        }
    }
}
