import CloakroomCore
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore

/// One request's line in the log, written when its last byte was handed over.
struct RequestLog: Sendable {
    let id: String
    private let method: String
    /// As it came, with whatever is secret in it: to be scrubbed before it is written.
    private let target: String
    private let logger: Logger
    private let start = ContinuousClock.now

    init(_ request: Request, _ logger: Logger) {
        self.logger = logger
        id = logger[metadataKey: "hb.request.id"]?.description ?? "-"
        method = request.method.rawValue
        target = request.head.path ?? "/"
    }

    /// Logs what the client is not told.
    func explain(_ status: HTTPResponse.Status, _ error: CloakroomError) {
        guard status.kind == .serverError else {
            return logger.debug("refused", metadata: ["cause": "\(error)"])
        }
        logger.error("a request failed", metadata: ["id": "\(id)", "cause": "\(error)"])
    }

    /// The same response, which writes the line when it has ended.
    func following(_ response: Response, route: String) -> Response {
        let status = Int(response.status.code)
        guard case .none = response.body.contentLength.map({ $0 <= Self.wholeBody }).flatMap({ $0 ? true : nil }) else {
            write(status, bytes: response.body.contentLength ?? 0, route)
            return response
        }
        var response = response
        let body = response.body
        let length = response.headers[.contentLength]
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            do {
                try await body.write(writer)
                write(status, bytes: body.contentLength ?? 0, route)
            } catch {
                write(status, bytes: nil, route)
                throw error
            }
        }
        response.headers[.contentLength] = length
        return response
    }

    /// Bytes: an answer up to this size is one write, whose end is not worth waiting for.
    private static let wholeBody = 256 << 10

    private func write(_ status: Int, bytes: Int?, _ route: String) {
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        logger.info(
            "request",
            metadata: [
                "id": "\(id)", "method": "\(method)", "target": "\(LoggedTarget.scrub(target))", "status": "\(status)",
                "bytes": bytes.map { "\($0)" } ?? "aborted", "ms": "\((milliseconds * 100).rounded() / 100)",
            ])
        HTTPMeters.answered(route: route, method: method, status: status, bytes: bytes ?? 0, milliseconds)
    }
}

/// A request target fit for a log: what is secret in it is not there.
enum LoggedTarget {
    private static let secrets: Set<String> = ["secret_token", "token", "access_token", "signature", "password"]

    static func scrub(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let fields = target[target.index(after: mark)...].split(separator: "&").map(scrubField)
        return target[...mark] + fields.joined(separator: "&")
    }

    /// The name is compared as a server would decode it, so that `secret%5Ftoken` is hidden too.
    private static func scrubField(_ field: Substring) -> String {
        let name = field.prefix { $0 != "=" }
        let plain = PercentEncoding.decodedAgain(String(name)) ?? String(name)
        return secrets.contains(plain.lowercased()) ? "\(name)=***" : String(field)
    }
}

enum HTTPMeters {
    /// A connection that was given up, and why.
    static func cut(_ reason: String) {
        Counter(label: "cloakroom_cut_connections_total", dimensions: [("reason", reason)]).increment()
    }

    /// A request that never became whole.
    static func broken(status: Int) {
        Counter(label: "cloakroom_requests_total", dimensions: [("route", "broken"), ("status", String(status))])
            .increment()
    }

    static func answered(route: String, method: String, status: Int, bytes: Int, _ milliseconds: Double) {
        let labels = [("route", route), ("status", String(status))]
        Counter(label: "cloakroom_requests_total", dimensions: labels).increment()
        Counter(label: "cloakroom_sent_bytes_total", dimensions: [("route", route)]).increment(by: bytes)
        Metrics.Timer(label: "cloakroom_request_seconds", dimensions: [("route", route)])
            .recordNanoseconds(Int64(milliseconds * 1_000_000))
    }
}
