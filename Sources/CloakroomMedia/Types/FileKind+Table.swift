extension FileKind {
    /// The kind that `fileExtension` (lower case, with its dot) stands for; nil when the table does not know it.
    static func of(_ fileExtension: String) -> FileKind? { table[fileExtension] }

    private static let table: [String: FileKind] = Dictionary(
        (pictures + texts + documents + archives + sounds + videos).flatMap { names, kind in
            names.split(separator: " ").map { ("." + $0, kind) }
        }, uniquingKeysWith: { first, _ in first })

    private typealias Row = (names: String, kind: FileKind)

    private static let pictures: [Row] = [
        ("png", FileKind("image/png", .picture(.png), declared: ["image/apng"])),
        ("jpg jpeg jpe jfif", FileKind("image/jpeg", .picture(.jpeg))),
        ("gif", FileKind("image/gif", .picture(.gif))),
        ("webp", FileKind("image/webp", .picture(.webp))),
        ("avif", FileKind("image/avif", exactly)),
        ("heic heif", FileKind("image/heic", exactly)),
        ("bmp", FileKind("image/bmp", exactly)),
        ("tif tiff", FileKind("image/tiff", exactly)),
        ("ico", FileKind("image/vnd.microsoft.icon", exactly)),
        ("svg", FileKind("image/svg+xml", .text(markup: .svg), declared: ["application/xml"])),
    ]

    private static let texts: [Row] = [
        ("txt text log", FileKind("text/plain", .text(markup: .none), declared: ["text/markdown", "text/x-log"])),
        ("md markdown", FileKind("text/markdown", .text(markup: .fragments))),
        ("csv", FileKind("text/csv", .text(markup: .none), declared: ["application/vnd.ms-excel"])),
        ("tsv", FileKind("text/tab-separated-values", .text(markup: .none))),
        ("json", FileKind("application/json", .text(markup: .none))),
        (
            "yaml yml",
            FileKind("application/yaml", .text(markup: .none), declared: ["text/yaml", "application/x-yaml"])
        ),
        ("xml", FileKind("application/xml", .text(markup: .xml))),
        ("html htm", FileKind("text/html", .text(markup: .any), declared: ["application/xhtml+xml"])),
        ("ics", FileKind("text/calendar", .text(markup: .none))),
        ("vcf", FileKind("text/vcard", .text(markup: .none), declared: ["text/x-vcard"])),
    ]

    private static let documents: [Row] = [
        ("pdf", FileKind("application/pdf", exactly)),
        ("rtf", FileKind("application/rtf", exactly, declared: ["application/msword"])),
        // Word opens RTF and its own XML of 2003 under .doc, and writes them there.
        ("doc", FileKind(DocumentType.word, wordFamily, declared: ["application/rtf"])),
        ("xls", FileKind(DocumentType.excel, .bytes(also: [DocumentType.excelXML]))),
        ("ppt", FileKind(DocumentType.powerPoint, exactly)),
        ("docx", packaged(DocumentType.docx, also: [DocumentType.encryptedOffice])),
        ("xlsx", packaged(DocumentType.xlsx, also: [DocumentType.encryptedOffice])),
        ("pptx", packaged(DocumentType.pptx, also: [DocumentType.encryptedOffice])),
        ("odt", packaged(DocumentType.odt, also: [DocumentType.unnamedODF])),
        ("ods", packaged(DocumentType.ods, also: [DocumentType.unnamedODF])),
        ("odp", packaged(DocumentType.odp, also: [DocumentType.unnamedODF])),
        ("epub", packaged(DocumentType.epub)),
    ]

    private static let archives: [Row] = [
        ("zip", FileKind("application/zip", .bytes(also: DocumentType.everyZip))),
        ("7z", FileKind("application/x-7z-compressed", exactly)),
        ("rar", FileKind("application/vnd.rar", exactly)),
        ("gz", FileKind("application/gzip", exactly)),
        (
            "tgz",
            FileKind("application/gzip", exactly, declared: ["application/x-tar", "application/x-compressed-tar"])
        ),
        ("tar", FileKind("application/x-tar", exactly)),
    ]

    private static let sounds: [Row] = [
        ("mp3", FileKind("audio/mpeg", .audio)), ("m4a", FileKind("audio/mp4", .audio)),
        ("aac", FileKind("audio/aac", .audio)), ("wav", FileKind("audio/wav", .audio)),
        ("ogg oga opus", FileKind("audio/ogg", .audio)), ("flac", FileKind("audio/flac", .audio)),
        ("amr", FileKind("audio/amr", .audio)), ("weba", FileKind("audio/webm", .audio)),
    ]

    private static let videos: [Row] = [
        ("mp4 m4v", FileKind("video/mp4", .video(mp4Family))), ("mov", FileKind("video/quicktime", .video(mp4Family))),
        ("3gp", FileKind("video/3gpp", .video(mp4Family))), ("webm", FileKind("video/webm", .video(matroskaFamily))),
        ("mkv", FileKind("video/x-matroska", .video(matroskaFamily))),
        ("avi", FileKind("video/x-msvideo", .video(["video/x-msvideo"]))),
        ("mpeg mpg", FileKind("video/mpeg", .video(["video/mpeg", "video/mp2t", "audio/mpeg"]))),
        ("ogv", FileKind("video/ogg", .video(["video/ogg", "audio/ogg", "application/ogg"]))),
    ]

    private static let exactly = Proof.bytes(also: [])
    private static let wordFamily = Proof.bytes(also: [DocumentType.wordXML], asFound: ["application/rtf"])
    private static let mp4Family: Set<String> = [
        "video/mp4", "video/quicktime", "video/3gpp", "video/x-m4v", "audio/mp4", "audio/3gpp",
    ]
    private static let matroskaFamily: Set<String> = [
        "video/webm", "video/x-matroska", "audio/webm", "audio/x-matroska",
    ]

    private static func packaged(_ type: String, also: Set<String> = []) -> FileKind {
        FileKind(type, .bytes(also: also), declared: ["application/zip"])
    }
}
