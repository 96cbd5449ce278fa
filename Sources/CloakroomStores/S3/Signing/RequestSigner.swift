internal import CloakroomCore
internal import CloakroomCrypto

/// Signs requests with AWS Signature Version 4.
/// - Source: AWS General Reference, "Create a signed AWS API request".
struct RequestSigner: Sendable {
    private static let algorithm = "AWS4-HMAC-SHA256"

    let credentials: S3Credentials
    let region: String
    var service = "s3"

    /// The Authorization header for a request whose date header names the same moment.
    func authorization(for request: CanonicalRequest, at time: SigningTime) -> String {
        let scope = "\(time.day)/\(region)/\(service)/aws4_request"
        let digest = Digest(of: request.text.utf8).hex
        let signed = [Self.algorithm, time.stamp, scope, digest].joined(separator: "\n")
        let signature = HMACSHA256(key: key(for: time.day)).code(of: signed.utf8).hex
        return "\(Self.algorithm) Credential=\(credentials.accessKey)/\(scope), "
            + "SignedHeaders=\(request.signedHeaders), Signature=\(signature)"
    }

    private func key(for day: String) -> [UInt8] {
        [day, region, service, "aws4_request"].reduce(Array("AWS4\(credentials.secretKey)".utf8)) { key, word in
            HMACSHA256(key: key).code(of: word.utf8).bytes
        }
    }
}

/// A moment as signatures spell it: `20130524T000000Z`.
struct SigningTime: Sendable {
    let stamp: String

    init(_ moment: Timestamp) {
        stamp = moment.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    var day: String { String(stamp.prefix(8)) }
}
