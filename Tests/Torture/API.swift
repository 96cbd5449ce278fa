import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The routes of the service that the torture uses.
struct API: Sendable {
    enum Upload: String, Sendable {
        case chat, assets
        case photo = "users/photo"
    }

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    private static let patience = TimeAmount.seconds(60)
    private static let longestAnswer = 16 << 20

    let url: String
    let project: String

    /// - Throws: when no whole answer came.
    func send(_ sample: Sample, to route: Upload, as visitor: Visitor) async throws -> Answer {
        let boundary = "torture-\(sample.number)"
        var body = ByteBuffer()
        body.writeString(
            """
            --\(boundary)\r
            Content-Disposition: form-data; name="file"; filename="\(sample.name)"\r
            Content-Type: \(sample.type)\r
            \r\n
            """)
        body.writeBytes(sample.content)
        body.writeString("\r\n--\(boundary)--\r\n")
        var request = request("/\(project)/files/\(route.rawValue)", .POST, visitor)
        request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=\(boundary)")
        request.body = .bytes(body)
        return try await answer(to: request)
    }

    func read(_ path: String, _ range: Range<Int>? = nil, as visitor: Visitor) async throws -> Answer {
        var request = request("/files?path=\(Self.encode(path))", .GET, visitor)
        if let range { request.headers.add(name: "Range", value: "bytes=\(range.lowerBound)-\(range.upperBound - 1)") }
        return try await answer(to: request)
    }

    func delete(_ path: String, as visitor: Visitor) async throws -> Answer {
        try await answer(to: request("/\(project)/files?path=\(Self.encode(path))", .DELETE, visitor))
    }

    private func request(_ target: String, _ method: HTTPMethod, _ visitor: Visitor) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url + target)
        request.method = method
        request.headers.add(name: "Authorization", value: "JWT \(visitor.token)")
        return request
    }

    private func answer(to request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: Self.patience)
        let body = try await response.body.collect(upTo: Self.longestAnswer)
        return Answer(status: Int(response.status.code), body: Array(body.readableBytesView))
    }

    private static func encode(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? path
    }
}

/// One of the people who use the service.
struct Visitor: Sendable {
    let number: Int
    let id: String
    let token: String

    var avatar: String { "uploads/users/\(id)/images/photo.jpg" }
}

/// What an upload's answer says.
struct Receipt: Decodable {
    let filename: String
    let sha256: String

    /// The path, which some routes give percent-encoded.
    var path: String { filename.contains("/") ? filename : filename.removingPercentEncoding ?? filename }
}
