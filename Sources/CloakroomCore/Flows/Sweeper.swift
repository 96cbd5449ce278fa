internal import AsyncAlgorithms
public import Logging
public import ServiceLifecycle

/// Sweeps now and then until the service stops. A round that fails is logged and does not end it.
public struct Sweeper<C: Clock>: Service, CustomStringConvertible where C.Duration == Duration {
    /// Services are logged when they start, and what this one holds leads to keys.
    public var description: String { "Sweeper" }

    private let cloakroom: Cloakroom
    private let interval: Duration
    private let clock: C
    private let logger: Logger
    private let uploads: ResumableUploads?
    private let report: @Sendable (SweepReport) -> Void

    /// - Parameters:
    ///   - uploads: those whose unfinished files are swept too.
    ///   - report: told of every round that succeeded.
    public init(
        _ cloakroom: Cloakroom, every interval: Duration, clock: C, logger: Logger, uploads: ResumableUploads? = nil,
        report: @escaping @Sendable (SweepReport) -> Void = { _ in }
    ) {
        self.cloakroom = cloakroom
        self.interval = interval
        self.clock = clock
        self.logger = logger
        self.uploads = uploads
        self.report = report
    }

    public func run() async throws {
        await round()
        for await _ in AsyncTimerSequence(interval: interval, clock: clock).cancelOnGracefulShutdown() {
            await round()
        }
    }

    private func round() async {
        await attempt("a sweep") {
            if let oldest = try await cloakroom.backlog().oldest {
                Meters.sweepLag(milliseconds: cloakroom.now.since(oldest))
            } else {
                Meters.sweepLag(milliseconds: 0)
            }
            report(try await cloakroom.sweep())
        }
        await attempt("a sweep of unfinished uploads") { _ = try await uploads?.sweep() }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch {
            logger.error("\(what) failed, the next round goes on", metadata: ["cause": "\(error)"])
        }
    }
}
