import CloakroomCore
import CloakroomTesting
import Foundation
import Testing

@testable import CloakroomMedia

/// What a process of its own costs. A figure to read, not a test: it runs when CLOAKROOM_MEASURE is set.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["CLOAKROOM_MEASURE"] != nil))
struct InspectionCostTests {
    @Test(arguments: ["10kB.txt", "genuine/sample.jpg"])
    func medianWithAndWithoutAHelper(_ name: String) async throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "The printer is on fire.\n", count: 427)
        let path = name == "10kB.txt" ? try folder.write(text.utf8) : Fixture.path(name)
        let file = try Inspecting.spoolFile(path)
        let claim = MediaClaim(fileExtension: Fixture.fileExtension(of: name), wantsThumbnail: true)
        let pool = InspectorPool.of(BuiltBinary.path, lifetime: .max)
        let alone = try await Self.median(Inspecting.inspector.get(), file, claim)
        let helped = try await Self.median(pool, file, claim)
        print("\(name): in the process \(alone), in a helper \(helped), more by \(helped - alone)")
    }

    private static func median(
        _ inspector: any MediaInspector, _ file: SpoolFile, _ claim: MediaClaim
    ) async throws -> Duration {
        var times: [Duration] = []
        for _ in 1...2000 {
            let start = ContinuousClock.now
            _ = try await inspector.inspect(file, as: claim)
            times.append(ContinuousClock.now - start)
        }
        return times.sorted()[times.count / 2]
    }
}
