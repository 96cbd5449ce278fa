internal import AsyncAlgorithms
public import Logging
public import ServiceLifecycle

/// Makes the copies that are owed, as soon as one is and now and then, until the service stops. A round that fails is
/// logged and does not end it.
public struct CopyWorker<C: Clock>: Service, CustomStringConvertible where C.Duration == Duration {
    public var description: String { "CopyWorker" }

    /// Between looks for what other processes owe, or what could not be done before.
    private static var interval: Duration { .seconds(5) }

    private let cloakroom: Cloakroom
    private let isCopying: Bool
    private let clock: C
    private let logger: Logger

    /// - Parameter isCopying: false when other processes do the work: then it is only written down for them.
    public init(_ cloakroom: Cloakroom, isCopying: Bool = true, clock: C, logger: Logger) {
        self.cloakroom = cloakroom
        self.isCopying = isCopying
        self.clock = clock
        self.logger = logger
    }

    public func run() async throws {
        let timer = AsyncTimerSequence(interval: Self.interval, clock: clock).map { _ in true }
        for await isTime in merge(timer, cloakroom.bell.rings.map { false }).cancelOnGracefulShutdown() {
            do {
                try await round(isTime)
            } catch {
                logger.error("copying failed, the next round goes on", metadata: ["cause": "\(error)"])
            }
        }
    }

    private func round(_ isTime: Bool) async throws {
        if isTime {
            try await cloakroom.giveUpLeftovers()
            try await cloakroom.oweLacks()
        }
        if isCopying { _ = try await cloakroom.copyOwed() }
        if isTime { try await cloakroom.measureOwed() }
    }
}

extension Cloakroom {
    func measureOwed() async throws {
        Meters.owed(try await catalog.owedCopies(), at: now)
    }
}

/// Rung when there is work; however often, whoever listens hears it once until he listens again.
final class Bell: Sendable {
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() { continuation.yield() }
}
