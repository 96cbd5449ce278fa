/// The type as which a file is served, and whether a browser may show it in place.
struct ServedType: Hashable, Sendable {
    let text: String
    /// Whether no browser runs it. Everything else is a download, in a sandbox.
    let isInert: Bool

    init(_ type: String) {
        let essence = type.prefix { $0 != ";" }.lowercased()
        let isPlain = Self.isInert(essence)
        let isScript = !isPlain && Self.isScript(essence)
        text = isScript ? "text/plain" : type
        isInert = isPlain || isScript
    }

    /// PDF is not among them: it may carry scripts.
    private static let inert: Set<String> = [
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/heic", "image/x-icon",
        "image/vnd.microsoft.icon", "image/tiff", "application/json", "text/plain", "text/csv", "text/markdown",
    ]

    private static func isInert(_ essence: String) -> Bool {
        inert.contains(essence) || essence.hasPrefix("audio/") || essence.hasPrefix("video/")
    }

    /// A script runs in whatever page of the same origin names it, attachment or not, and may even stay there as a
    /// service worker. As plain text it runs nowhere.
    /// - Source: WHATWG MIME Sniffing section 4.6 (JavaScript MIME types).
    private static func isScript(_ essence: String) -> Bool {
        ["javascript", "ecmascript", "jscript", "livescript"].contains { essence.contains($0) }
    }
}
