import CloakroomCore
import Foundation
import Logging
import NIOPosix
import Testing

@testable import CloakroomMedia

extension InspectorPool {
    /// Helpers that are `executable`, one unless said otherwise.
    static func of(
        _ executable: String, running: Int = 1, waiting: Int = 64, seconds: Int = 20, patience: Int = 60,
        lifetime: Int = 1000
    ) -> InspectorPool {
        InspectorPool(
            limits: MediaLimits(
                running: running, waiting: waiting, seconds: seconds, patience: patience, lifetime: lifetime),
            executable: executable, logger: .silent)
    }

    func inspect(_ name: String, declared: String? = nil, thumbnail: Bool = false) async throws -> Inspection {
        let claim = MediaClaim(
            fileExtension: Fixture.fileExtension(of: name), declaredType: declared, wantsThumbnail: thumbnail)
        return try await inspect(Inspecting.spoolFile(Fixture.path(name)), as: claim)
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// What came of looking at a file, so that two ways of looking can be compared.
enum Outcome: Equatable {
    case accepted(Inspection)
    case refused(CloakroomError.Kind)

    init(_ look: () async throws -> Inspection) async throws {
        do {
            self = .accepted(try await look())
        } catch let error as CloakroomError {
            self = .refused(error.kind)
        }
    }
}
