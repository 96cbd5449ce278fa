public import CloakroomCore
internal import NIOPosix

/// Looks at files in this process, on threads of its own, behind a gate that refuses when full.
public final class LocalMediaInspector: MediaInspector {
    private let examiner: Examiner
    private let threads: NIOThreadPool
    private let gate: Gate

    /// Starts libmagic and libvips.
    /// - Throws: when libmagic has no database, or libvips' loaders are not exactly those that are wanted.
    public init(limits: MediaLimits = MediaLimits()) throws {
        examiner = try Examiner(limits: limits)
        threads = NIOThreadPool(numberOfThreads: max(1, limits.running))
        gate = Gate(limit: max(1, limits.running) + max(0, limits.waiting), retryAfter: limits.retryAfter)
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    public func inspect(_ file: SpoolFile, as claim: MediaClaim) async throws -> Inspection {
        let examiner = examiner
        return try await gate.enter {
            do {
                return try await threads.runIfActive {
                    try examiner.inspect(path: file.path, size: file.size, as: claim)
                }
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
