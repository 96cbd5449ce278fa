import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

struct FakeResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    private let script = FakeScript()

    func respond(to request: Request, context: Context) async throws -> Response {
        switch (request.method, request.uri.path) {
        case (.put, "/fake/answers"):
            let body = try await request.body.collect(upTo: 1 << 20)
            await script.replace(try JSONDecoder().decode([FakeAnswer].self, from: Data(body.readableBytesView)))
            return Response(status: .noContent)
        case (.post, "/fake/release"):
            await script.release()
            return Response(status: .noContent)
        case (.get, "/fake/requests"):
            return Self.response(.ok, try JSONEncoder().encode(await script.requests))
        default:
            return await answer(request)
        }
    }

    private func answer(_ request: Request) async -> Response {
        let asked = FakeRequest(
            path: request.uri.path, query: request.uri.query ?? "",
            authorization: request.headers[.authorization] ?? "")
        guard let answer = await script.answer(asked) else { return Response(status: .notFound) }
        let status = HTTPResponse.Status(code: answer.status ?? 200)
        if answer.isStalled == true { return Response(status: status, body: stalled) }
        var response = Self.response(status, Data((answer.body ?? "").utf8))
        if let location = answer.location { response.headers[.location] = location }
        return response
    }

    private static func response(_ status: HTTPResponse.Status, _ body: Data) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private var stalled: ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{"))
            await script.wait()
            try await writer.finish(nil)
        }
    }
}
