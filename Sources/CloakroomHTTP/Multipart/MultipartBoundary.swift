/// What separates the parts of a multipart body: 1 to 70 characters, the limit that every known client keeps.
/// - Source: RFC 2046 section 5.1.1.
struct MultipartBoundary: Hashable, Sendable {
    let text: String

    init(_ text: String) throws(MultipartError) {
        guard 1...70 ~= text.utf8.count, text.utf8.allSatisfy(Self.isAllowed), !text.hasSuffix(" ") else {
            throw .badBoundary
        }
        self.text = text
    }

    /// Takes the boundary out of a request's Content-Type.
    init(contentType: String?) throws(MultipartError) {
        guard let contentType, let type = MediaType(contentType), type.essence == "multipart/form-data" else {
            throw .notFormData
        }
        let found = type.parameters.filter { $0.name == "boundary" }
        guard let first = found.first, !first.value.isEmpty else { throw .boundaryNotFound }
        guard found.count == 1 else { throw .badBoundary }
        try self.init(first.value)
    }

    private static let punctuation = Set("'()+_,-./:=? ".utf8)

    private static func isAllowed(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || punctuation.contains(byte)
    }
}
