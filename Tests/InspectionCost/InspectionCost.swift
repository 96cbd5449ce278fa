import CloakroomCore
import CloakroomCrypto
import CloakroomMedia
import Foundation
import Logging
import NIOPosix

/// Measures what it costs that files are looked at by a process of its own: the same file by turns in a helper, and on a
/// thread of this process.
///
/// usage: inspection-cost BINARY TURNS FILE...        prints for each file both medians in milliseconds
@main struct InspectionCost {
    private let examiner: Examiner
    private let threads = NIOThreadPool(numberOfThreads: 1)
    private let pool: InspectorPool
    private let turns: Int

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count > 2, let binary = arguments.first, let turns = Int(arguments.dropFirst().first ?? "")
        else {
            FileHandle.standardError.write(Data("usage: inspection-cost BINARY TURNS FILE...\n".utf8))
            exit(64)
        }
        let cost = try InspectionCost(binary, turns)
        for path in arguments.dropFirst(2) { try await cost.measure(path) }
    }

    private init(_ binary: String, _ turns: Int) throws {
        var limits = MediaLimits()
        limits.lifetime = .max
        limits.running = 1
        examiner = try Examiner(limits: limits)
        try examiner.check()
        pool = InspectorPool(limits: limits, executable: binary, logger: Logger(label: "inspection-cost"))
        threads.start()
        self.turns = turns
    }

    private func measure(_ path: String) async throws {
        let size = Int64(try Data(contentsOf: URL(filePath: path)).count)
        let file = SpoolFile(path: path, size: size, digest: Digest(of: []))
        let claim = MediaClaim(fileExtension: "." + URL(filePath: path).pathExtension, wantsThumbnail: true)
        var (alone, helped): ([Duration], [Duration]) = ([], [])
        for _ in 1...turns {
            helped.append(try await time { _ = try await pool.inspect(file, as: claim) })
            alone.append(
                try await time {
                    try await threads.runIfActive { [examiner] in
                        _ = try examiner.inspect(FileBytes(path: path, size: size), as: claim)
                    }
                })
        }
        let medians = [alone, helped].map { String(format: "%.3f", $0.sorted()[turns / 2] / .milliseconds(1)) }
        print(medians.joined(separator: " "), path)
    }

    private func time(_ work: () async throws -> Void) async throws -> Duration {
        let start = ContinuousClock.now
        try await work()
        return .now - start
    }
}
