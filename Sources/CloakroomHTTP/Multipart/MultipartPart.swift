/// The head of one part of a form.
struct MultipartPart: Hashable, Sendable {
    /// Never empty.
    let name: String
    /// The client's name for the file, without folders; nil for a field and for a file field left empty.
    let fileName: String?
    /// The declared type in lower case, without parameters, as it came even if it is none; nil when not given.
    let contentType: String?

    var isFile: Bool { fileName != nil }

    init(_ headers: PartHeaders) throws(MultipartError) {
        guard let disposition = try headers.single("content-disposition") else { throw .nameMissing }
        let parsed = try ContentDispositionParser(disposition)
        name = parsed.name
        fileName = parsed.fileName.flatMap { $0.isEmpty ? nil : $0 }
        contentType = try headers.single("content-type").flatMap(Self.essence)
        guard contentType?.hasPrefix("multipart/") != true else { throw .nestedMultipart }
        let encoding = try headers.single("content-transfer-encoding")?.lowercased() ?? "binary"
        guard ["7bit", "8bit", "binary"].contains(encoding) else { throw .unsupportedEncoding }
    }

    private static func essence(_ text: String) -> String? {
        let word = text.prefix { $0 != ";" }.trimmingBlanks
        return word.isEmpty ? nil : word.lowercased()
    }
}

/// The headers of a part, as they came.
struct PartHeaders: Sendable {
    /// Names in lower case.
    private(set) var all: [(name: String, value: String)] = []

    mutating func append(name: String, value: String) {
        all.append((name.lowercased(), value))
    }

    /// The value of a header that may be there once.
    func single(_ name: String) throws(MultipartError) -> String? {
        let found = all.filter { $0.name == name }
        guard found.count < 2 else { throw .repeatedHeader(name) }
        return found.first?.value
    }
}
