/// Says what bytes are, whatever their name is.
struct Detector: Sendable {
    /// How much of a file libmagic sees, in bytes.
    static let window = 1 << 20
    /// What is enough of a picture: it is told by how it begins, and has to open as one besides.
    static let pictureWindow = 64 << 10

    let magic: MagicPool

    /// The true type, by libmagic and, where that cannot know, by a look inside.
    func look(at file: borrowing FileBytes, window: Int = Self.window) throws -> Finding {
        let head = try file.read(at: 0, count: window)
        let verdict = try magic.describe(head)
        return Finding(type: try type(of: file, head: head, verdict: verdict), verdict: verdict, head: head)
    }

    private func type(of file: borrowing FileBytes, head: [UInt8], verdict: Verdict) throws -> String? {
        if head.starts(with: "PK\u{3}\u{4}".utf8) || head.starts(with: "PK\u{5}\u{6}".utf8) {
            return try ZipFlavour.type(of: file)
        }
        if CompoundFile.isOne(head) { return try CompoundFlavour.type(of: file) }
        if [nil, "text/plain", "application/pdf"].contains(verdict.type), PDFHeader.isIn(head) {
            return try PDFHeader.isMeant(in: file, head: head) ? "application/pdf" : "text/plain"
        }
        switch verdict.type {
        case nil: return try lateAudio(in: file, head: head)
        // libmagic takes an ID3 tag, or eleven set bits, for the whole proof.
        case "audio/mpeg": return try MPEGAudio.isOne(file) ? "audio/mpeg" : nil
        case "application/xml": return officeXML(head) ?? "application/xml"
        case let type?: return try MediaTracks.type(of: file, head: head, taken: type)
        }
    }

    /// Players skip tags and padding.
    private func lateAudio(in file: borrowing FileBytes, head: [UInt8]) throws -> String? {
        guard head.starts(with: "ID3".utf8) || head.first == 0xFF || head.first == 0 else { return nil }
        return try MPEGAudio.isOne(file) ? "audio/mpeg" : nil
    }

    /// Word and Excel wrote whole documents as XML in 2003, and sign them with an instruction.
    private func officeXML(_ head: [UInt8]) -> String? {
        let start = head.prefix(4096)
        guard start.contains("<?mso-application") else { return nil }
        if start.contains("\"Word.Document\"") { return DocumentType.wordXML }
        return start.contains("\"Excel.Sheet\"") ? DocumentType.excelXML : nil
    }
}

/// What was found out about a file's bytes.
struct Finding: Sendable {
    /// In its canonical spelling; nil when nobody knows.
    let type: String?
    let verdict: Verdict
    /// The first bytes, as many as were looked at.
    let head: [UInt8]
}
