/// Decides whether a file is a text of the kind that it claims to be.
struct TextVerifier {
    let finding: Finding

    /// The charset to serve with it, nil inside when there is none to name.
    /// - Throws: ``Refusal`` that names what the file is instead.
    func charset(of file: borrowing FileBytes, allowing rule: MarkupRule) throws -> String? {
        guard file.size > 0 else { return "utf-8" }
        guard let (encoding, isClean) = try TextScan.encoding(of: file, head: finding.head),
            isText(encoding, isClean: isClean), !isOfficeXML || rule == .xml
        else { throw Refusal(detected: finding.verdict.isText ? nil : finding.type) }
        let markup = Markup(finding.head, encoding: encoding)
        guard markup.isAllowed(by: rule) else { throw Refusal(detected: markup.type) }
        return label(encoding)
    }

    /// libmagic's rules for binary formats sometimes match the first letters of a text. Where the whole file is sound UTF-8
    /// or UTF-16, only a format that is itself written in text is believed; elsewhere libmagic has to say text.
    private func isText(_ encoding: TextScan.Encoding, isClean: Bool) -> Bool {
        guard let type = finding.type else {
            return encoding != .eightBit || isClean && !finding.verdict.isBinary
        }
        if MIMEType.isText(type) || Self.written.contains(type) { return true }
        return encoding != .eightBit && !Self.isOwnFormat(type)
    }

    /// A whole Word or Excel document in XML: welcome as XML, but no plain text.
    private var isOfficeXML: Bool { [DocumentType.wordXML, DocumentType.excelXML].contains(finding.type) }

    private func label(_ encoding: TextScan.Encoding) -> String? {
        switch encoding {
        case .utf8: "utf-8"
        case .utf16(let bigEndian): bigEndian ? "utf-16be" : "utf-16le"
        // The rest of what libmagic names is UTF-8 and ASCII, which the whole file is not.
        case .eightBit: finding.verdict.charset == "iso-8859-1" ? "iso-8859-1" : nil
        }
    }

    /// Formats that are texts under another name; whether their markup is welcome is asked separately.
    private static let written: Set<String> = [
        "application/json", "application/x-ndjson", "application/xml", "application/javascript", "image/svg+xml",
        "message/rfc822", "application/mbox", "application/x-setupscript", "application/x-wine-extension-ini",
        DocumentType.wordXML, DocumentType.excelXML, "application/pgp-keys", "application/pgp-signature",
    ]

    /// Formats written in text, or disguised as it, that programs open as something else.
    private static func isOwnFormat(_ type: String) -> Bool {
        if ["application/pdf", "application/postscript", "application/rtf"].contains(type) { return true }
        let letters = ["image/x-xpixmap", "image/x-xbitmap", "image/x-xpmi"]
        guard !letters.contains(type), !type.hasPrefix("image/x-portable-") else { return false }
        return ["image", "audio", "video", "font"].contains(MIMEType.family(type))
    }
}

/// The bytes are something else; `detected` is nil when nobody knows what.
struct Refusal: Error {
    let detected: String?
    var reason = ""
}
