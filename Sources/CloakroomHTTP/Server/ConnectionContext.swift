public import Hummingbird
public import Logging
public import NIOCore

/// What a request knows of its connection.
public struct ConnectionContext: InitializableFromSource, Sendable {
    public let channel: any Channel
    public let logger: Logger

    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        logger = source.logger
    }

    /// Lets a client that waits for `100 Continue` send its body. Without effect for the others.
    func invitesBody() {
        channel.triggerUserOutboundEvent(BodyInvitation(), promise: nil)
    }
}

/// Asks ``ExpectContinueHandler`` to answer a waiting `Expect: 100-continue`.
struct BodyInvitation: Sendable {}
