import NIOHTTP1

/// The header fields that matter to a read of a whole file.
struct PlainReadFields {
    private(set) var authorization: String?
    private(set) var forwardedFor: [String] = []

    /// Nil when there are fields that make it anything else: a part of a file, a condition, content, a last request.
    init?(_ headers: HTTPHeaders) {
        for (name, value) in headers where Self.isLength(name.utf8.count) {
            switch name.lowercased() {
            case "authorization":
                guard authorization == nil else { return nil }
                authorization = value
            case "x-forwarded-for": forwardedFor.append(value)
            case "connection":
                guard value.lowercased() == "keep-alive" else { return nil }
            case let name where Self.others.contains(name): return nil
            default: break
            }
        }
    }

    private static let others: Set<String> = [
        "range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "expect",
        "upgrade", "content-length", "transfer-encoding",
    ]

    /// Whether a name that is looked for has this length: nearly all others are passed over by it.
    private static func isLength(_ count: Int) -> Bool { lengths >> count & 1 == 1 }

    /// A bit for each length.
    private static let lengths = (others + ["authorization", "x-forwarded-for", "connection"]).reduce(0) {
        $0 | 1 << $1.utf8.count
    }
}
