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
/// There is one for each event loop: two of them spent a third of their time on what they used both, be it a lock or a
/// count of references.
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

    /// Bytes of what as many of these as there are cores remember.
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
        // Other text may be another spelling of the same to Swift.
        guard head.version == .http1_1, !isRedirecting, head.uri.utf8.allSatisfy({ $0 < 0x80 }),
            let admission = admit(head.uri, fields.authorization, now)
        else { return nil }
        let (pass, bytes) = (admission.pass, admission.bytes)
        let client = ClientAddress(peer, forwardedFor: fields.forwardedFor, trusting: proxies)
        guard desk.allowances.takesRead(by: pass.reader, from: client) else { return nil }
        if let question = admission.question { keep(pass, for: question) }
        let id = ids.next()
        let answer = HotAnswer(
            head: heads.head(of: pass, id: id, now: now), body: head.method == .HEAD ? ByteBuffer() : bytes)
        hits.increment()
        RequestLog(id: id, client: client, method: head.method.rawValue, target: head.uri, logger, since: start)
            .write(200, bytes: answer.body.readableBytes, pass.route)
        return answer
    }

    /// How many passes are remembered.
    var remembered: Int { passes.count }

    private struct Admission {
        let pass: ReadPass
        let bytes: ByteBuffer
        /// What the pass is to be remembered by; nil for one that is already, or never.
        var question: ReadPass.Question?
    }

    private func admit(_ uri: String, _ authorization: String?, _ now: Timestamp) -> Admission? {
        // Before anything is asked: what changes meanwhile ends the pass.
        let changes = desk.cloakroom.changes
        let question = ReadPass.Question(uri: uri, authorization: authorization.map { Digest(of: $0.utf8) })
        if let pass = passes.value(for: question) {
            if let bytes = pass.bytes(at: now, changes: changes) { return Admission(pass: pass, bytes: bytes) }
            passes.removeValue(for: question)
        }
        guard let target = ReadTarget(uri), let reader = reader(target, authorization),
            let file = desk.cloakroom.recall(target.path, for: reader.principal)
        else { return nil }
        let pass = ReadPass(
            target.route, by: reader.principal?.ownerTag, file.value,
            head: heads.lasting(file.value.found, isAttachment: target.isAttachment, now),
            holding: now..<max(now, min(reader.until, file.until)), changes: changes)
        let isKept = reader.isKept && LoggedTarget.scrub(uri) == uri
        return Admission(pass: pass, bytes: file.value.content.bytes, question: isKept ? question : nil)
    }

    private func keep(_ pass: ReadPass, for question: ReadPass.Question) {
        passes.insert(pass, for: question, cost: 2 * question.uri.utf8.count + pass.head.storageCapacity + 2048)
    }

    private struct Reader {
        /// Nil where the path alone opens a file.
        let principal: Principal?
        let until: Timestamp
        /// A password is remembered in no form, and who need not say who he is may say anything.
        let isKept: Bool
    }

    /// Nil when it cannot be told who reads.
    private func reader(_ target: ReadTarget, _ authorization: String?) -> Reader? {
        let identity = desk.cloakroom.identity
        if target.project == nil, desk.cloakroom.access.reads == .capability {
            return Reader(principal: nil, until: .distantFuture, isKept: authorization == nil)
        }
        let read = try? RequestCredential.read(
            authorization.map { [$0] } ?? [], isRead: true, secretToken: target.secretToken)
        guard let credential = read, var known = identity.recall(credential) else { return nil }
        if let project = target.project {
            guard let project = identity.recall(project: project) else { return nil }
            known = known.until(project.until)
        }
        return Reader(principal: known.value, until: known.until, isKept: credential.isToken)
    }
}

extension Credential {
    fileprivate var isToken: Bool {
        if case .token = self { true } else { false }
    }
}

/// An answer as it goes over the wire.
struct HotAnswer {
    let head: ByteBuffer
    let body: ByteBuffer
}
