import CloakroomCore
import CloakroomCrypto
import Foundation
import Testing

@testable import CloakroomMedia

/// One inspector for all tests: libvips is started once for a process anyway.
enum Inspecting {
    static let inspector = Result { try InProcessInspector() }

    static func inspect(
        _ path: String, as fileExtension: String, declared: String? = nil, thumbnail: Bool = false
    ) async throws -> Inspection {
        let claim = MediaClaim(fileExtension: fileExtension, declaredType: declared, wantsThumbnail: thumbnail)
        return try await inspector.get().inspect(try spoolFile(path), as: claim)
    }

    /// Nil when the file was accepted, else why not.
    static func refusal(
        _ path: String, as fileExtension: String, declared: String? = nil
    ) async throws -> CloakroomError.Kind? {
        do {
            _ = try await inspect(path, as: fileExtension, declared: declared)
            return nil
        } catch let error as CloakroomError {
            return error.kind
        }
    }

    static func spoolFile(_ path: String) throws -> SpoolFile {
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64)
        return SpoolFile(path: path, size: size, digest: Digest(of: []))
    }
}

/// A folder of its own for one test, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "cloakroom-media-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: some Sequence<UInt8>, named name: String = "file") throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }
}
