import CloakroomCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The body of a sign-in request: a small JSON object, or a form.
struct SignInForm {
    /// Bytes; the original takes 500 kB.
    private static let largest = 64 << 10

    private let fields: [String: Any]

    /// - Throws: `.tooLarge`, or `.invalid` for what is no JSON object.
    init(_ request: Request, _ context: ConnectionContext) async throws {
        context.invitesBody()
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.largest)
        } catch is NIOTooManyBytesError {
            throw CloakroomError(.tooLarge(limit: Int64(Self.largest)))
        }
        let type = (request.headers[.contentType] ?? "").lowercased()
        fields = type.hasPrefix("application/x-www-form-urlencoded") ? try Self.form(body) : try Self.object(body)
    }

    func text(_ name: String) -> String? { fields[name] as? String }

    /// The JSON text of a field that is an object.
    func object(_ name: String) -> String? {
        guard let object = fields[name] as? [String: Any],
            let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        else { return nil }
        return String(data: data, encoding: .utf8)
    }

    private static func object(_ body: ByteBuffer) throws -> [String: Any] {
        guard body.readableBytes > 0 else { return [:] }
        guard let object = try? JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any]
        else {
            throw CloakroomError(.invalid("The body is not a JSON object"))
        }
        return object
    }

    private static func form(_ body: ByteBuffer) throws -> [String: Any] {
        let query = try QueryParameters(String(buffer: body))
        let names = ["email", "password", "id_project", "firstname", "lastname"]
        return try Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                try query.single(name).map { (name, $0) }
            })
    }
}
