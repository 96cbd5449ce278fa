/// Names of content types: one spelling for each, whoever wrote it.
enum MIMEType {
    /// What a client sends when it does not know the type itself.
    static let unspecified: Set<String> = [
        "", "application/octet-stream", "binary/octet-stream", "application/x-binary", "application/unknown",
        "application/download", "application/x-download", "application/force-download", "*/*",
    ]

    /// The type that `name` is another spelling of, or `name`.
    static func canonical(_ name: String) -> String { spellings[name] ?? name }

    static func isAudio(_ name: String) -> Bool { name.hasPrefix("audio/") }
    static func isText(_ name: String) -> Bool { name.hasPrefix("text/") }
    static func family(_ name: String) -> Substring { name.prefix { $0 != "/" } }

    private static let spellings: [String: String] = Dictionary(
        others.flatMap { type, names in names.map { ($0, type) } }, uniquingKeysWith: { first, _ in first })

    private static let others: [String: [String]] = [
        "application/gzip": ["application/x-gzip", "application/gzip-compressed"],
        "application/msword": ["application/vnd.ms-word", "application/x-msword", "application/doc"],
        "application/pdf": ["application/x-pdf", "application/acrobat"],
        "application/rtf": ["text/rtf", "application/x-rtf", "text/richtext"],
        "application/vnd.ms-excel": ["application/x-msexcel", "application/x-excel", "application/excel"],
        "application/vnd.ms-powerpoint": [
            "application/mspowerpoint", "application/powerpoint", "application/x-mspowerpoint",
        ],
        "application/vnd.rar": ["application/x-rar", "application/x-rar-compressed", "application/rar"],
        "application/x-tar": ["application/tar", "application/x-gtar", "application/x-ustar"],
        "application/json": ["text/json", "application/x-json"],
        "application/xml": ["text/xml"],
        "application/zip": ["application/x-zip-compressed", "application/x-zip", "multipart/x-zip"],
        "audio/aac": ["audio/x-aac", "audio/aacp", "audio/x-hx-aac-adts", "audio/x-hx-aac-adif"],
        "audio/amr": ["audio/x-amr", "audio/amr-wb", "audio/amr-nb"],
        "audio/flac": ["audio/x-flac"],
        "audio/mp4": ["audio/x-m4a", "audio/m4a", "audio/x-mp4", "audio/mp4a-latm"],
        "audio/mpeg": [
            "audio/mp3", "audio/x-mp3", "audio/x.mp3", "audio/x-mpeg", "audio/mpeg3", "audio/x-mpeg-3", "audio/mpg",
        ],
        "audio/ogg": ["audio/x-ogg", "application/x-ogg", "audio/vorbis"],
        "audio/wav": ["audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"],
        "image/bmp": ["image/x-ms-bmp", "image/x-bmp", "image/x-windows-bmp"],
        "image/heic": ["image/heif", "image/heic-sequence", "image/heif-sequence"],
        "image/jpeg": ["image/jpg", "image/pjpeg", "image/jfif"],
        "image/png": ["image/x-png"],
        "image/svg+xml": ["image/svg", "image/svg-xml"],
        "image/tiff": ["image/tif", "image/x-tiff", "image/x-tif"],
        "image/vnd.microsoft.icon": ["image/x-icon", "image/ico", "image/icon"],
        "text/csv": ["application/csv", "text/x-csv", "application/x-csv", "text/comma-separated-values"],
        "text/markdown": ["text/x-markdown"],
        "video/3gpp": ["video/3gp", "video/3gpp2"],
        "video/mp4": ["video/x-m4v", "video/mp4v-es"],
        "video/mpeg": ["video/mpg", "video/x-mpeg", "video/mpeg4-generic", "video/mp2p", "video/mpv"],
        "video/ogg": ["video/x-ogg", "video/x-theora+ogg"],
        "video/x-matroska": ["video/matroska", "application/x-matroska"],
        "video/x-msvideo": ["video/avi", "video/msvideo", "video/vnd.avi"],
    ]
}
