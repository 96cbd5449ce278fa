public import CloakroomCore
import Foundation

/// Takes every file for plain text, refuses those that begin with `bad`, and makes thumbnails out of thin air.
public struct ScriptedInspector: MediaInspector {
    public init() {}

    public func inspect(_ file: SpoolFile, as claim: MediaClaim) async throws -> Inspection {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file.path))
        guard !bytes.starts(with: "bad".utf8) else {
            throw CloakroomError(.contentMismatch(detected: "unknown", expected: "text/plain"))
        }
        let picture = Inspection.Picture(bytes: Array("small".utf8), contentType: "image/png")
        return Inspection(contentType: "text/plain", thumbnail: claim.wantsThumbnail ? picture : nil)
    }
}
