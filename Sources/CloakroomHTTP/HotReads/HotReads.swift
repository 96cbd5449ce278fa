import CloakroomCore
import CloakroomCrypto
import HTTPTypes
import Logging
import Metrics
import NIOCore
import NIOHTTP1

/// Answers reads of small files when all that decides about them is in memory.
///
/// The rules are those of the doors, and what they came to is believed for as long as they would tell the same, a second at
/// most; what is spared is everything that is built up for a request that might be any. It asks nobody and waits for
/// nothing: what it cannot tell, and whatever is to be refused, is left to the doors.
///
/// There is one for each event loop: what several processors use at once, be it a lock or a count of references, costs
/// each of them more than all the rest of a read.
final class HotReads: Sendable {
    private let desk: FrontDesk
    private let logger: Logger
    private let proxies: [IPNetwork]
    /// Whether proxies send the files themselves.
    private let isRedirecting: Bool
    private let heads: ReadHeads
    private let ids = AnswerIDs()
    private let hits = Counter(label: "cloakroom_hot_reads_total")
    private let passes = BoundedCache<ReadPass.Question, ReadPass>(capacity: capacity / System.coreCount)

    /// Bytes of what is remembered, of all loops together.
    private static let capacity = 32 << 20

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
        let now = desk.cloakroom.now
        guard head.version == .http1_1, !isRedirecting,
            let (pass, bytes) = admit(head.uri, fields.authorization, now)
        else { return nil }
        let client = ClientAddress(peer, forwardedFor: fields.forwardedFor, trusting: proxies)
        guard desk.allowances.takesRead(by: pass.reader, from: client) else { return nil }
        let id = ids.next()
        let answer = HotAnswer(
            head: heads.head(of: pass, id: id, now: now), body: head.method == .HEAD ? ByteBuffer() : bytes)
        hits.increment()
        RequestLog(id: id, client: client, method: head.method.rawValue, target: head.uri, logger, since: start)
            .write(200, bytes: answer.body.readableBytes, pass.target.route)
        return answer
    }

    private func admit(_ uri: String, _ authorization: String?, _ now: Timestamp) -> (ReadPass, ByteBuffer)? {
        let changes = desk.cloakroom.changes
        let question = ReadPass.Question(uri: uri, authorization: authorization.map { Digest(of: $0.utf8) })
        if let pass = passes.value(for: question), let bytes = pass.bytes(at: now, changes: changes) {
            return (pass, bytes)
        }
        guard let target = ReadTarget(uri), let reader = reader(target, authorization),
            let file = desk.cloakroom.recall(target.path, for: reader.value)
        else { return nil }
        let end = min(reader.until, file.until, now.adding(seconds: 1))
        let pass = ReadPass(
            target, by: reader.value?.ownerTag, file.value,
            head: heads.lasting(file.value.found, isAttachment: target.isAttachment, now),
            holding: now..<max(now, end), changes: changes)
        if Self.isKeepable(uri) { passes.insert(pass, for: question, cost: 2 * uri.utf8.count + 2048) }
        return (pass, file.value.content.bytes)
    }

    /// Nothing that is secret is kept, and only what is the same text byte by byte.
    private static func isKeepable(_ uri: String) -> Bool {
        uri.utf8.allSatisfy { $0 < 0x80 } && LoggedTarget.scrub(uri) == uri
    }

    /// Who reads, nobody where the path alone opens a file; nil when it cannot be told.
    private func reader(_ target: ReadTarget, _ authorization: String?) -> Recalled<Principal?>? {
        let identity = desk.cloakroom.identity
        if target.project == nil, desk.cloakroom.access.reads == .capability {
            return Recalled(nil, until: .distantFuture)
        }
        let credential = try? RequestCredential.read(
            authorization.map { [$0] } ?? [], isRead: true, secretToken: target.secretToken)
        guard let known = credential.flatMap(identity.recall)?.map(Optional.some) else { return nil }
        guard let project = target.project else { return known }
        return identity.recall(project: project).map { known.until($0.until) }
    }
}

/// An answer as it goes over the wire.
struct HotAnswer {
    let head: ByteBuffer
    let body: ByteBuffer
}
