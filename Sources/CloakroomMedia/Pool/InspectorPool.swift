public import CloakroomCore
public import Logging
internal import Metrics
internal import NIOPosix

/// Has files looked at by helper processes, so that a decoder that crashes, loops or swells costs one upload and never
/// the service.
///
/// Each helper has a thread here that waits for it, behind a gate that refuses when full.
public final class InspectorPool: MediaInspector {
    private let limits: MediaLimits
    private let crew: InspectorCrew
    private let gate: Gate
    /// They live as long as the pool: the kernel kills a helper with the thread that started it.
    private let threads: NIOThreadPool
    private let inside = Meter(label: "cloakroom_inspections_in_progress")

    /// Starts nothing yet: that is for ``start()``, or for the first file.
    /// - Parameter executable: the binary whose command `inspector` is a helper; this one unless said otherwise.
    public init(limits: MediaLimits = MediaLimits(), executable: String = "/proc/self/exe", logger: Logger) {
        self.limits = limits
        crew = InspectorCrew(executable: executable, limits: limits, logger: logger)
        gate = Gate(limit: max(1, limits.running) + max(0, limits.waiting), retryAfter: limits.retryAfter)
        threads = NIOThreadPool(numberOfThreads: max(1, limits.running))
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// Starts a helper, so that a service that could look at nothing does not start either.
    /// - Throws: `.unavailable` with the reason.
    public func start() async throws {
        let crew = crew
        try await threads.runIfActive { try crew.prepare() }
    }

    public func inspect(_ file: SpoolFile, as claim: MediaClaim) async throws -> Inspection {
        try await gate.enter {
            inside.increment()
            defer { inside.decrement() }
            do {
                return try await threads.runIfActive { [crew] in try crew.inspect(file, as: claim) }
            } catch let error as CloakroomError {
                throw error
            } catch let error as CancellationError {
                throw error
            } catch {
                throw CloakroomError(.internalFailure, "\(file.path) cannot be looked at", cause: error)
            }
        }
    }
}
