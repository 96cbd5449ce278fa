import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    static func json(_ status: HTTPResponse.Status, _ fields: [(key: String, value: JSON)]) -> Response {
        json(status, text: JSON.object(fields).encoded)
    }

    static func json(_ status: HTTPResponse.Status, text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
