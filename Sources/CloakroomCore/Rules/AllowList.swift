/// The file extensions that may be handed in.
///
/// Entries are matched whole and in any case: `.pdf`, `pdf`, `application/pdf`, `image/*`; `*/*` admits every extension
/// (the content is verified all the same).
public struct AllowList: Hashable, Sendable {
    private let extensions: Set<String>
    private let admitsAll: Bool

    public init(_ list: String) {
        let entries = list.split(separator: ",").map { String($0.filter { !$0.isWhitespace }).lowercased() }
        admitsAll = entries.contains("*/*")
        extensions = Set(entries.flatMap(Self.expand))
    }

    /// - Parameter fileExtension: in lower case with its dot; empty when the name has none.
    public func admits(_ fileExtension: String) -> Bool {
        admitsAll || (!fileExtension.isEmpty && extensions.contains(fileExtension))
    }

    private static func expand(_ entry: String) -> [String] {
        guard entry.contains("/") else { return [entry.hasPrefix(".") ? entry : "." + entry].filter { $0 != "." } }
        return families[entry] ?? []
    }

    /// What the MIME forms of the older widgets stand for. SVG is left out of `image/*`: it is a document with scripts.
    private static let families: [String: [String]] = [
        "image/*": [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".avif", ".heic", ".tif", ".tiff"],
        "audio/*": [".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac", ".weba", ".amr"],
        "video/*": [".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".mpeg", ".mpg", ".ogv", ".3gp"],
        "image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"], "image/jpg": [".jpg", ".jpeg"],
        "image/gif": [".gif"], "image/webp": [".webp"], "image/svg+xml": [".svg"],
        "application/pdf": [".pdf"], "text/plain": [".txt"], "text/csv": [".csv"], "application/zip": [".zip"],
    ]
}
