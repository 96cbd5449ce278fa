/// Finds out whether a container of sound and pictures has any pictures: recorders write voice notes as "video".
enum MediaTracks {
    /// The type without pictures that `type` turns into; `type` itself when there are pictures, or it cannot be told.
    static func type(of file: borrowing FileBytes, head: [UInt8], taken type: String) throws -> String {
        switch type {
        case "video/webm": try MatroskaTracks(of: file).isSoundOnly ? "audio/webm" : type
        case "video/x-matroska": try MatroskaTracks(of: file).isSoundOnly ? "audio/x-matroska" : type
        case "application/ogg", "video/ogg": head.contains("\u{1}video") || hasTheora(head) ? "video/ogg" : "audio/ogg"
        case "video/mp4", "video/quicktime", "video/3gpp": try handlers(in: file) == ["soun"] ? "audio/mp4" : type
        default: type
        }
    }

    private static func hasTheora(_ head: [UInt8]) -> Bool {
        head.firstIndex(of: "theora").map { $0 > 0 && head[$0 - 1] == 0x80 } ?? false
    }

    /// The handlers of the tracks of an ISO media file, without those that are neither sound nor pictures.
    /// - Source: ISO/IEC 14496-12 4.2 (boxes), 8.4.3 (handler).
    private static func handlers(in file: borrowing FileBytes) throws -> Set<String> {
        var search = Search()
        try search.walk(file, from: 0, to: file.size, inside: ["moov", "trak", "mdia"])
        return search.found.intersection(["soun", "vide"])
    }

    private struct Search {
        var found: Set<String> = []
        /// How many boxes may still be looked at.
        private var budget = 4096

        /// Goes down one level for each name in `path`, so a hostile file cannot nest deeper.
        mutating func walk(
            _ file: borrowing FileBytes, from start: Int64, to end: Int64, inside path: ArraySlice<String>
        ) throws {
            var offset = start
            while offset < end, budget > 0 {
                budget -= 1
                let header = ByteView(try file.read(at: offset, count: 24))
                guard let box = Box(header, at: offset, before: end) else { return }
                if let name = path.first, box.name == name {
                    try walk(file, from: box.content, to: box.end, inside: path.dropFirst())
                } else if path.isEmpty, box.name == "hdlr", let kind = header.slice(16, 4) {
                    found.insert(String(decoding: kind, as: UTF8.self))
                }
                offset = box.end
            }
        }
    }

    private struct Box {
        let name: String
        let content: Int64
        let end: Int64

        /// Nil when the box does not fit between `offset` and `limit`, or is empty.
        init?(_ header: ByteView, at offset: Int64, before limit: Int64) {
            guard let short = header.bigU32(0), let name = header.slice(4, 4) else { return nil }
            let isWide = short == 1
            let stated = isWide ? header.bigU64(8).flatMap { Int64(exactly: $0) } : Int64(short)
            guard let stated else { return nil }
            let size = stated == 0 ? limit - offset : stated
            guard size >= (isWide ? 16 : 8), size <= limit - offset else { return nil }
            self.name = String(decoding: name, as: UTF8.self)
            content = offset + (isWide ? 16 : 8)
            end = offset + size
        }
    }
}
