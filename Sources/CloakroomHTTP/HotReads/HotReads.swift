import CloakroomCore
import HTTPTypes
import Logging
import Metrics
import NIOCore
import NIOHTTP1

/// Answers reads of small files when all that decides about them is in memory.
///
/// The rules are those of the doors, asked anew for every request; what is spared is everything that is built up for a
/// request that might be any. It asks nobody and waits for nothing: what it cannot tell, and whatever is to be refused, is
/// left to the doors.
final class HotReads: Sendable {
    private let desk: FrontDesk
    private let logger: Logger
    private let proxies: [IPNetwork]
    /// Whether proxies send the files themselves.
    private let isRedirecting: Bool
    private let heads: ReadHeads
    private let hits = Counter(label: "cloakroom_hot_reads_total")
    /// By the text that they were read from, which always gives the same.
    private let targets = BoundedCache<String, ReadTarget>(capacity: 2 << 20)

    /// - Parameter common: the fields of every answer.
    init(_ desk: FrontDesk, limits: HTTPLimits, common: [HTTPField], logger: Logger) {
        self.desk = desk
        self.logger = logger
        proxies = limits.trustedProxies
        isRedirecting = limits.accelRedirect != nil
        heads = ReadHeads(common: common)
    }

    /// The answer as it goes over the wire, counted and logged; nil leaves it to the doors.
    /// - Parameters:
    ///   - head: of a GET or HEAD.
    ///   - fields: all that is in it and matters.
    func answer(to head: HTTPRequestHead, _ fields: PlainReadFields, from peer: IPAddress?) -> HotAnswer? {
        let start = ContinuousClock.now
        let known = targets.value(for: head.uri)
        guard head.version == .http1_1, !isRedirecting, let target = known ?? ReadTarget(head.uri),
            let reader = reader(target, fields),
            let file = desk.cloakroom.recall(target.path, for: reader.principal)
        else { return nil }
        let client = ClientAddress(peer, forwardedFor: fields.forwardedFor, trusting: proxies)
        guard desk.allowances.takesRead(by: reader.principal, from: client) else { return nil }
        if known == nil { keep(target, for: head.uri) }
        let id = AnswerID.next()
        let answer = HotAnswer(
            head: heads.head(of: file.found, isAttachment: target.isAttachment, id: id, now: desk.cloakroom.now),
            body: head.method == .HEAD ? ByteBuffer() : file.bytes)
        hits.increment()
        RequestLog(id: id, client: client, method: head.method.rawValue, target: head.uri, logger, since: start)
            .write(200, bytes: answer.body.readableBytes, target.route)
        return answer
    }

    /// Nothing that is secret is kept, and only what is the same text byte by byte.
    private func keep(_ target: ReadTarget, for uri: String) {
        guard uri.utf8.allSatisfy({ $0 < 0x80 }), LoggedTarget.scrub(uri) == uri else { return }
        targets.insert(target, for: uri, cost: 2 * uri.utf8.count + 512)
    }

    private enum Reader {
        /// Where the path alone opens a file.
        case anybody
        case known(Principal)

        var principal: Principal? {
            if case .known(let principal) = self { principal } else { nil }
        }
    }

    /// Nil when it cannot be told who reads.
    private func reader(_ target: ReadTarget, _ fields: PlainReadFields) -> Reader? {
        let identity = desk.cloakroom.identity
        if target.project == nil, desk.cloakroom.access.reads == .capability { return .anybody }
        if let project = target.project, identity.recall(project: project) == nil { return nil }
        let credential = try? RequestCredential.read(
            fields.authorization.map { [$0] } ?? [], isRead: true, secretToken: target.secretToken)
        return credential.flatMap(identity.recall).map(Reader.known)
    }
}

/// An answer as it goes over the wire.
struct HotAnswer {
    let head: ByteBuffer
    let body: ByteBuffer
}
