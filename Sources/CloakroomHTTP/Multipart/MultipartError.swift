/// Why a multipart body was refused. `description` is for the client.
enum MultipartError: Error, Hashable, CustomStringConvertible {
    case notFormData
    case boundaryNotFound
    case badBoundary
    case endMissing
    case bareLineBreak
    case paddingTooLong
    case foldedHeader
    case badHeader
    case repeatedHeader(String)
    case badDisposition
    case nameMissing
    case unsupportedEncoding
    case nestedMultipart
    case headersTooLarge(bytes: Int)
    case tooManyHeaders(Int)
    case tooManyParts(Int)
    case fieldsTooLarge(bytes: Int)
    case skippedTooMuch(bytes: Int)

    var description: String { "Multipart: \(reason)" }

    private var reason: String {
        switch self {
        case .notFormData: "Content-Type is not multipart/form-data"
        case .boundaryNotFound: "Boundary not found"
        case .badBoundary: "Boundary is not 1 to 70 characters of those allowed"
        case .endMissing: "Unexpected end, the closing boundary is missing"
        case .bareLineBreak: "Lines must end with CR LF"
        case .paddingTooLong: "Too much data outside of parts"
        case .foldedHeader: "Folded header lines are not supported"
        case .badHeader: "Malformed part header"
        case .repeatedHeader(let name): "Part header \(name) is repeated"
        case .badDisposition: "Malformed Content-Disposition"
        case .nameMissing: "Part without a name"
        case .unsupportedEncoding: "Unsupported Content-Transfer-Encoding"
        case .nestedMultipart: "A part must not be multipart itself"
        case .headersTooLarge(let bytes): "Part headers over \(bytes) bytes"
        case .tooManyHeaders(let count): "More than \(count) headers in a part"
        case .tooManyParts(let count): "More than \(count) parts"
        case .fieldsTooLarge(let bytes): "Fields over \(bytes) bytes"
        case .skippedTooMuch(let bytes): "More than \(bytes) bytes in unexpected files"
        }
    }
}
