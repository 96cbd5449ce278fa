internal import AsyncHTTPClient
internal import CloakroomCrypto
internal import NIOHTTP1

/// A request to S3, before it is signed. It can be sent any number of times.
struct S3Request: Sendable {
    var method: HTTPMethod
    /// The name of an object in the bucket; empty for the bucket itself.
    var object: String
    /// Not encoded.
    var query: [(String, String)] = []
    var headers: [(String, String)] = []
    var body: Body = .none

    enum Body: Sendable {
        case none
        case text(String)
        case spooled(SpoolSpan)

        /// In hex.
        var hash: String {
            switch self {
            case .none: Digest(of: []).hex
            case .text(let text): Digest(of: text.utf8).hex
            case .spooled(let span): span.digest.hex
            }
        }
    }
}

extension S3Request: CustomStringConvertible {
    /// What is asked, for the log.
    var description: String {
        "\(method.rawValue) \(object.isEmpty ? "the bucket" : object)" + (query.first.map { " (\($0.0))" } ?? "")
    }
}
