/// What libmagic says of some bytes.
struct Verdict: Hashable, Sendable {
    /// In its canonical spelling; nil when libmagic does not know.
    let type: String?
    /// As libmagic names it; nil when the bytes are no text in an encoding it knows.
    let charset: String?

    /// Reads libmagic's answer, for example `text/plain; charset=us-ascii`.
    init(_ answer: String) {
        let parts = answer.lowercased().split(separator: ";", maxSplits: 1)
        type = parts.first.flatMap { Self.known(String($0)) }
        let label = parts.dropFirst().first.flatMap { $0.split(separator: "=").last }.map(String.init)
        charset = label.flatMap { ["binary", "unknown-8bit"].contains($0) ? nil : $0 }
        isBinary = label == "binary"
    }

    /// Whether libmagic found bytes that no text has.
    let isBinary: Bool

    var isText: Bool { type.map(MIMEType.isText) ?? false }

    /// Nil for a shrug, and for two answers run together (which libmagic gives when two of its rules match).
    private static func known(_ name: String) -> String? {
        let shrugs = ["application/octet-stream", "application/x-empty", "inode/x-empty"]
        guard !shrugs.contains(name), name.split(separator: "/").count == 2 else { return nil }
        return MIMEType.canonical(name)
    }
}
