import HTTPTypes
public import Hummingbird
public import Logging
public import NIOCore
import Synchronization

/// What a request knows of its connection.
public struct ConnectionContext: InitializableFromSource, Sendable {
    public let channel: any Channel
    public let logger: Logger
    private let verdict = Verdict()

    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        logger = source.logger
    }

    /// Remembers what the rate limit said of this request, for the answer's headers.
    func note(_ said: RateLimiter.Verdict) { verdict.said.withLock { $0 = said } }

    var rate: RateLimiter.Verdict? { verdict.said.withLock { $0 } }

    private final class Verdict: Sendable {
        let said = Mutex<RateLimiter.Verdict?>(nil)
    }

    /// Who is at the other end of the connection; nil for a Unix socket.
    var peer: IPAddress? { channel.remoteAddress.flatMap(IPAddress.init) }

    /// Lets a client that waits for `100 Continue` send its body. Without effect for the others.
    func invitesBody() {
        channel.triggerUserOutboundEvent(BodyInvitation(), promise: nil)
    }
}

extension ConnectionContext {
    /// Tells the client something before the answer to its request.
    func say(_ status: HTTPResponse.Status, _ headers: HTTPFields) {
        channel.triggerUserOutboundEvent(
            InterimAnswer(head: HTTPResponse(status: status, headerFields: headers)), promise: nil)
    }
}

/// Asks ``ExpectContinueHandler`` to answer a waiting `Expect: 100-continue`.
struct BodyInvitation: Sendable {}
