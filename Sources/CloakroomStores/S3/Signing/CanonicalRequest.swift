/// A request in the one form in which both sides sign it.
/// - Source: AWS Signature Version 4, "Create a canonical request".
struct CanonicalRequest: Sendable {
    let method: String
    /// Percent-encoded, as it is sent.
    let path: String
    /// Percent-encoded and in order; it is sent like this, too.
    let query: String
    /// Those that are signed: by name, in lower case.
    private let headers: [(name: String, value: String)]
    private let payloadHash: String

    /// - Parameters:
    ///   - query: names and values, not encoded.
    ///   - payloadHash: of the body, in hex.
    init(
        method: String, path: String, query: [(String, String)], headers: [(String, String)], payloadHash: String
    ) {
        self.method = method
        self.path = path
        self.query = Self.canonical(query: query)
        self.headers = Self.canonical(headers: headers)
        self.payloadHash = payloadHash
    }

    var text: String {
        let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
        return [method, path, query, lines, signedHeaders, payloadHash].joined(separator: "\n")
    }

    var signedHeaders: String { headers.map(\.name).joined(separator: ";") }

    /// In the order of the encoded names, those of one name in the order of their values.
    private static func canonical(query: [(String, String)]) -> String {
        query.map { (PercentEncoding.encode($0.0), PercentEncoding.encode($0.1)) }
            .sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Fields of one name become one, in the order in which they are sent.
    private static func canonical(headers: [(String, String)]) -> [(name: String, value: String)] {
        let named = headers.map { (name: $0.0.lowercased(), value: trimmed($0.1)) }
        return Dictionary(grouping: named, by: \.name).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.map(\.value).joined(separator: ",")) }
    }

    /// Without blanks around it, and with single ones in it.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
