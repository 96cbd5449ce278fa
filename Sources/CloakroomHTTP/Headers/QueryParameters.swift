/// The query of a request, decoded once. Whoever asks for a parameter gets one string or an error, never a list or an
/// object made out of brackets.
struct QueryParameters: Sendable {
    /// Bytes of the raw query, and parameters in it.
    static let longest = 16 * 1024
    static let most = 100

    /// A value is nil when its escapes are broken or it is no UTF-8.
    private let all: [(name: String, stem: Substring, value: String?)]

    /// - Parameter raw: what stands behind `?`, still encoded.
    init(_ raw: some StringProtocol) throws(QueryError) {
        guard raw.utf8.count <= Self.longest else { throw .tooLong(bytes: Self.longest) }
        let pairs = raw.utf8.split(separator: UInt8(ascii: "&"), maxSplits: Self.most)
        guard pairs.count <= Self.most else { throw .tooMany(Self.most) }
        all = pairs.map { pair in
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            // A name that cannot be decoded is kept as it came, and so is none that anybody asks for.
            let name = Self.decoded(halves[0]) ?? String(decoding: Array(halves[0]), as: UTF8.self)
            return (name, Self.stem(name), halves.count == 2 ? Self.decoded(halves[1]) : "")
        }
    }

    /// The value of the parameter `name`, empty when it has no `=`; nil when it is not there.
    /// - Throws: ``QueryError/notOneString(_:)`` when it is there twice or in a form that stands for more than a string
    ///   (`name[]`, `name[$ne]`, `name.x`), ``QueryError/malformed(_:)`` when it cannot be decoded.
    func single(_ name: String) throws(QueryError) -> String? {
        guard let first = all.first(where: { $0.stem == name }) else { return nil }
        guard all.count(where: { $0.stem == name }) == 1, first.name == name else { throw .notOneString(name) }
        guard let value = first.value else { throw .malformed(name) }
        return value
    }

    private static func decoded(_ bytes: some Sequence<UInt8>) -> String? {
        PercentEncoding.decode(bytes, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The name in front of the first bracket or dot; `[name]` counts as `name`, as it does for some parsers.
    private static func stem(_ name: String) -> Substring {
        name.drop { $0 == "[" }.prefix { $0 != "[" && $0 != "]" && $0 != "." }
    }
}

/// Why a query was refused. `description` is for the client.
enum QueryError: Error, Hashable, CustomStringConvertible {
    case tooLong(bytes: Int)
    case tooMany(Int)
    case notOneString(String)
    case malformed(String)

    var description: String {
        switch self {
        case .tooLong(let bytes): "Query over \(bytes) bytes"
        case .tooMany(let count): "Query with more than \(count) parameters"
        case .notOneString(let name): "Query parameter \(name) must be one string"
        case .malformed(let name): "Query parameter \(name) is not valid percent-encoded UTF-8"
        }
    }
}
