/// Tells the kinds of document that are ZIP archives apart.
///
/// `[Content_Types].xml` may be inflated, at most 64 KiB of it; nothing else ever is.
/// - Source: ECMA-376 part 2 (content types); OpenDocument 1.3 part 2, section 3.3 (mimetype); EPUB OCF 3.3, section 4.3.
struct ZipFlavour {
    private var contentTypes: ZipDirectory.Entry?
    private var mimetype: ZipDirectory.Entry?
    private var names: Set<String> = []

    /// The type of the archive; nil when its directory cannot be read.
    static func type(of file: borrowing FileBytes) throws -> String? {
        guard let directory = try ZipDirectory(file) else { return nil }
        return try ZipFlavour(directory).type(in: file)
    }

    private init(_ directory: ZipDirectory) {
        for entry in directory.entries {
            switch entry.name {
            case "[content_types].xml", "/[content_types].xml": contentTypes = entry
            case "mimetype": mimetype = entry
            case let name where name.hasSuffix("vbaproject.bin"): names.insert("vbaproject.bin")
            case let name where Self.telling.contains(name): names.insert(name)
            default: break
            }
        }
    }

    private func type(in file: borrowing FileBytes) throws -> String {
        if let contentTypes, let office = try officeType(contentTypes, in: file) { return office }
        if let mimetype, let named = try namedType(mimetype, in: file) { return named }
        if names.contains("meta-inf/container.xml"), mimetype != nil { return DocumentType.epub }
        if names.contains("meta-inf/manifest.xml"), names.contains("content.xml") { return DocumentType.unnamedODF }
        if names.contains("androidmanifest.xml") { return DocumentType.android }
        if names.contains("meta-inf/manifest.mf") { return DocumentType.jar }
        return DocumentType.zip
    }

    private func officeType(_ entry: ZipDirectory.Entry, in file: borrowing FileBytes) throws -> String? {
        guard let start = try entry.start(64 << 10, in: file) else { return nil }
        // Dropping the NULs makes UTF-16 readable: the names looked for are ASCII.
        let text = start.filter { $0 != 0 }.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
        let main = Self.mainParts.first { text.contains($0.part) }?.type ?? typeByName()
        guard let main else { return nil }
        return names.contains("vbaproject.bin") ? Self.withMacros[main] ?? main : main
    }

    /// For packages whose content types are longer than what is inflated of them.
    private func typeByName() -> String? {
        if names.contains("word/document.xml") { return DocumentType.docx }
        if names.contains("xl/workbook.xml") { return DocumentType.xlsx }
        return names.contains("ppt/presentation.xml") ? DocumentType.pptx : nil
    }

    private func namedType(_ entry: ZipDirectory.Entry, in file: borrowing FileBytes) throws -> String? {
        guard let bytes = try entry.storedStart(100, in: file) else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init)
        return name.flatMap { Self.isNamedWithin($0.lowercased()) ? $0.lowercased() : nil }
    }

    /// Whether packages of the type say so in their `mimetype`. Believed of others, an archive would be what it pleases,
    /// a PDF as well.
    private static func isNamedWithin(_ type: String) -> Bool {
        guard type != DocumentType.epub else { return true }
        let kind = type.utf8.dropFirst(openDocument.utf8.count)
        return type.hasPrefix(openDocument) && kind.allSatisfy { (97...122).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static let openDocument = DocumentType.unnamedODF + "."

    private static let telling: Set<String> = [
        "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "meta-inf/container.xml",
        "meta-inf/manifest.xml", "content.xml", "meta-inf/manifest.mf", "androidmanifest.xml",
    ]

    private static let docm = "application/vnd.ms-word.document.macroenabled.12"
    private static let xlsm = "application/vnd.ms-excel.sheet.macroenabled.12"
    private static let pptm = "application/vnd.ms-powerpoint.presentation.macroenabled.12"

    private static let withMacros = [
        DocumentType.docx: docm, DocumentType.xlsx: xlsm, DocumentType.pptx: pptm,
    ]

    /// The content type of the main part says what the whole package is. In lower case.
    private static let mainParts: [(part: StaticString, type: String)] = [
        ("ms-word.document.macroenabled.main+xml", docm),
        ("ms-word.template.macroenabledtemplate.main+xml", "application/vnd.ms-word.template.macroenabled.12"),
        ("wordprocessingml.template.main+xml", DocumentType.openXML + "wordprocessingml.template"),
        ("wordprocessingml.document.main+xml", DocumentType.docx),
        ("ms-excel.sheet.macroenabled.main+xml", xlsm),
        ("ms-excel.sheet.binary.macroenabled.main", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
        ("ms-excel.template.macroenabled.main+xml", "application/vnd.ms-excel.template.macroenabled.12"),
        ("ms-excel.addin.macroenabled.main+xml", "application/vnd.ms-excel.addin.macroenabled.12"),
        ("spreadsheetml.template.main+xml", DocumentType.openXML + "spreadsheetml.template"),
        ("spreadsheetml.sheet.main+xml", DocumentType.xlsx),
        ("ms-powerpoint.presentation.macroenabled.main+xml", pptm),
        ("ms-powerpoint.slideshow.macroenabled.main+xml", "application/vnd.ms-powerpoint.slideshow.macroenabled.12"),
        ("ms-powerpoint.template.macroenabled.main+xml", "application/vnd.ms-powerpoint.template.macroenabled.12"),
        ("presentationml.template.main+xml", DocumentType.openXML + "presentationml.template"),
        ("presentationml.slideshow.main+xml", DocumentType.openXML + "presentationml.slideshow"),
        ("presentationml.presentation.main+xml", DocumentType.pptx),
    ]
}
