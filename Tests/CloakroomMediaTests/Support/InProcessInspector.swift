import CloakroomCore
import NIOPosix

@testable import CloakroomMedia

/// Looks at files in this process, on two threads: what a file is does not depend on where it is looked at.
final class InProcessInspector: MediaInspector {
    private let examiner: Examiner
    private let threads = NIOThreadPool(numberOfThreads: 2)

    init() throws {
        examiner = try Examiner(limits: MediaLimits())
        try examiner.check()
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    func inspect(_ file: SpoolFile, as claim: MediaClaim) async throws -> Inspection {
        try await threads.runIfActive { [examiner] in
            try examiner.inspect(FileBytes(path: file.path, size: file.size), as: claim)
        }
    }
}
