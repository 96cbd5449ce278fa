import CloakroomCore
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore
import Synchronization

/// One request's line in the log, written when its last byte was handed over.
struct RequestLog: Sendable {
    let id: String
    private let client: ClientAddress
    private let method: String
    /// As it came, with whatever is secret in it: to be scrubbed before it is written.
    private let target: String
    private let logger: Logger
    private let start: ContinuousClock.Instant

    init(_ request: Request, client: ClientAddress, _ logger: Logger) {
        self.init(client, request.method.rawValue, request.head.path ?? "/", logger)
    }

    init(
        id: String, client: ClientAddress, method: String, target: String, _ logger: Logger,
        since start: ContinuousClock.Instant = .now
    ) {
        self.id = id
        self.client = client
        self.method = method
        self.target = target
        self.logger = logger
        self.start = start
    }

    /// Of what never became a request, whose proxies could tell nothing either.
    init(broken context: ConnectionContext) {
        self.init(ClientAddress(context.peer, forwardedFor: [], trusting: []), "-", "-", context.logger)
    }

    private init(_ client: ClientAddress, _ method: String, _ target: String, _ logger: Logger) {
        let id = logger[metadataKey: "hb.request.id"]?.description ?? "-"
        self.init(id: id, client: client, method: method, target: target, logger)
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
        if let length = response.body.contentLength, length <= Self.wholeBody {
            write(status, bytes: length, route)
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

    /// - Parameter bytes: nil for an answer that broke off.
    func write(_ status: Int, bytes: Int?, _ route: String) {
        let elapsed = (ContinuousClock.now - start).components
        let milliseconds = Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) / 1e15
        logger.info(
            "request",
            metadata: [
                "id": "\(id)", "client": "\(client)", "method": "\(method)", "target": "\(LoggedTarget.scrub(target))",
                "status": "\(status)",
                "bytes": bytes.map { "\($0)" } ?? "aborted", "ms": "\((milliseconds * 100).rounded() / 100)",
            ])
        HTTPMeters.answered(route: route, method: method, status: status, bytes: bytes ?? 0, milliseconds)
    }
}

/// A request target fit for a log: what is secret in it is not there.
enum LoggedTarget {
    private static let secrets: Set<String> = ["secret_token", "token", "access_token", "signature", "password"]

    static func scrub(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return scrubPath(target[...]) }
        let fields = target[target.index(after: mark)...].split(separator: "&").map(scrubField)
        return scrubPath(target[..<mark]) + "?" + fields.joined(separator: "&")
    }

    /// The tokens of uploads and of their files stand in the path, behind these words.
    private static func scrubPath(_ path: Substring) -> String {
        var isSecret = false
        let words = path.split(separator: "/", omittingEmptySubsequences: false).map { word in
            guard !word.isEmpty else { return String(word) }
            defer { isSecret = ["uploads", "token"].contains(word.lowercased()) }
            // An upload in parts is nobody's but its sender's, so its address is no secret.
            return isSecret && word.lowercased() != "partial" ? "***" : String(word)
        }
        return words.joined(separator: "/")
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

    static func answered(route: String, method: String, status: Int, bytes: Int, _ milliseconds: Double) {
        let meters = known.meters(of: route, status)
        meters.requests.increment()
        meters.bytes.increment(by: bytes)
        meters.seconds.recordNanoseconds(Int64(milliseconds * 1_000_000))
    }

    private static let known = RouteMeters()
}

/// The meters of each route and status, looked up once. Both have a few fixed values.
private final class RouteMeters: Sendable {
    struct Label: Hashable {
        let route: String
        let status: Int
    }

    struct Meters: Sendable {
        let requests: Counter
        let bytes: Counter
        let seconds: Metrics.Timer

        init(_ label: Label) {
            let route = ("route", label.route)
            requests = Counter(
                label: "cloakroom_requests_total", dimensions: [route, ("status", String(label.status))])
            bytes = Counter(label: "cloakroom_sent_bytes_total", dimensions: [route])
            seconds = Metrics.Timer(label: "cloakroom_request_seconds", dimensions: [route])
        }
    }

    private let known = Mutex<[Label: Meters]>([:])

    func meters(of route: String, _ status: Int) -> Meters {
        let label = Label(route: route, status: status)
        return known.withLock { known in
            if let meters = known[label] { return meters }
            let meters = Meters(label)
            known[label] = meters
            return meters
        }
    }
}
