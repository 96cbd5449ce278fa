/// What an extension stands for, and what proves it.
struct FileKind: Sendable {
    /// How the bytes are held against the extension.
    enum Proof: Sendable {
        /// The bytes are of the type, and the header opens with this format's own loader.
        case picture(PictureFormat)
        /// The bytes are readable text; `markup` is how much of HTML, SVG and XML may be in it.
        case text(markup: MarkupRule)
        /// The bytes are of the type, of one of these (`also`), which are served as the type, or of one of those
        /// (`asFound`), which are served as what they are.
        case bytes(also: Set<String>, asFound: Set<String> = [])
        /// Any audio, whatever its container: recorders of voice notes name their files as they please.
        case audio
        /// One of these, served as what it is; sound without pictures passes as well.
        case video(Set<String>)
    }

    /// The type that the extension stands for: the text of an error, and what is served unless a better one was found.
    let type: String
    let proof: Proof
    /// Further declared types that do not contradict the extension.
    let declared: Set<String>

    init(_ type: String, _ proof: Proof, declared: Set<String> = []) {
        self.type = type
        self.proof = proof
        self.declared = declared
    }

    /// Whether a client that declares `claim` may mean this kind; nil is left to the bytes.
    func agrees(with claim: String?) -> Bool {
        guard let claim, !MIMEType.unspecified.contains(claim) else { return true }
        let name = MIMEType.canonical(claim)
        return name == MIMEType.canonical(type) || declared.contains(name) || agreesByFamily(name)
    }

    private func agreesByFamily(_ name: String) -> Bool {
        switch proof {
        case .audio: MIMEType.isAudio(name) || Self.soundInVideo.contains(name)
        case .text: name == "text/plain"
        case .video(let types): types.contains(name)
        case .picture, .bytes: false
        }
    }

    /// Containers that recorders use for sound alone.
    private static let soundInVideo: Set<String> = [
        "video/webm", "video/mp4", "video/ogg", "video/3gpp", "application/ogg",
    ]
}

/// How much markup a text may be.
enum MarkupRule: Sendable {
    /// Nothing that a browser would take for a page.
    case none
    /// HTML within text, as Markdown has it, but not a page.
    case fragments
    /// XML, even XHTML or SVG: served as XML.
    case xml
    /// An SVG picture.
    case svg
    case any
}
