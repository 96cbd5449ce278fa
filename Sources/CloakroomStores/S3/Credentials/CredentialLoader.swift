internal import AsyncHTTPClient
internal import CloakroomCore
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// Fetches credentials from where they come from.
/// - Source: AWS SDKs Reference Guide, "Container credential provider" and "IMDS credential provider".
final class CredentialLoader: Sendable {
    private static let largestAnswer = 64 << 10
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    private let origin: S3CredentialOrigin
    private let patience: Duration
    private let http: HTTPClient

    init(_ origin: S3CredentialOrigin, patience: Duration) {
        self.origin = origin
        self.patience = patience
        http = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(2)), proxy: nil))
    }

    deinit {
        http.shutdown { _ in }
    }

    func load() async throws -> S3Credentials {
        switch origin {
        case .given(let credentials): return credentials
        case .file(let file, let profile):
            guard let found = try S3CredentialOrigin.credentials(file: file, profile: profile) else {
                throw CloakroomError(.unavailable, "\(file) is missing")
            }
            return found
        case .container(let url, let token):
            return try Self.decoded(try await ask(.GET, url, ["Authorization": try token.map(Self.text)]))
        case .instance(let url): return try await loadFromInstance(url)
        }
    }

    private func loadFromInstance(_ url: String) async throws -> S3Credentials {
        let token = try await ask(.PUT, url + "/latest/api/token", ["X-aws-ec2-metadata-token-ttl-seconds": "300"])
        let proof = ["X-aws-ec2-metadata-token": String(buffer: token)]
        let answer = String(buffer: try await ask(.GET, url + Self.roles, proof))
        guard let role = answer.split(whereSeparator: \.isNewline).first else {
            throw CloakroomError(.unavailable, "the instance has no role")
        }
        return try Self.decoded(try await ask(.GET, url + Self.roles + PercentEncoding.encode(role), proof))
    }

    private func ask(_ method: HTTPMethod, _ url: String, _ headers: [String: String?]) async throws -> ByteBuffer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        for (name, value) in headers {
            if let value { request.headers.add(name: name, value: value) }
        }
        return try await S3Client.within(.now + patience) { [http, patience, request] in
            let response = try await http.execute(request, timeout: TimeAmount(patience))
            guard response.status == .ok else {
                throw CloakroomError(.unavailable, "\(url) answered \(response.status.code)")
            }
            return try await response.body.collect(upTo: Self.largestAnswer)
        }
    }

    private static func text(_ token: S3CredentialOrigin.Token) throws -> String {
        switch token {
        case .text(let text): text
        case .file(let file): try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
        }
    }

    private struct Document: Decodable {
        let AccessKeyId: String
        let SecretAccessKey: String
        let Token: String
        let Expiration: String
    }

    private static func decoded(_ answer: ByteBuffer) throws -> S3Credentials {
        let document = try JSONDecoder().decode(Document.self, from: Data(answer.readableBytesView))
        guard let expires = S3Date.xml(document.Expiration) else {
            throw CloakroomError(.unavailable, "credentials that end at \"\(document.Expiration)\"")
        }
        return S3Credentials(
            accessKey: document.AccessKeyId, secretKey: document.SecretAccessKey, sessionToken: document.Token,
            expires: expires)
    }
}
