import CloakroomCore
import Foundation
import Testing

@testable import CloakroomMedia

/// Real files of other projects, held against the default allowlists. The folder comes from CLOAKROOM_CORPUS.
@Suite(.enabled(if: Corpus.folder != nil, "CLOAKROOM_CORPUS names no folder"))
struct CorpusTests {
    private static let listed = ["jpg", "jpeg", "png", "gif", "pdf", "txt", "csv", "doc", "docx"]
    private static let texts: Set<String> = [
        "txt", "csv", "md", "json", "xml", "html", "htm", "svg", "eml", "ics", "tsv", "log", "vcf", "yaml", "yml",
    ]

    @Test func acceptsGenuineFilesOfTheDefaultAllowlists() async throws {
        let files = try Corpus.files("genuine").filter { Self.listed.contains($0.fileExtension) }
        var refused: [(CorpusFile, CloakroomError.Kind)] = []
        for file in files {
            if let reason = try await Inspecting.refusal(file.path, as: "." + file.fileExtension) {
                refused.append((file, reason))
            }
        }
        for (file, reason) in refused { print("refused \(file.name): \(reason)") }
        print("refused \(refused.count) of \(files.count)")
        #expect(refused.count * 100 <= files.count)
        #expect(!refused.contains { $0.0.fileExtension == "docx" })
    }

    @Test func acceptsGenuineFilesOfOtherKindsThatItKnows() async throws {
        let files = try Corpus.files("genuine").filter {
            !Self.listed.contains($0.fileExtension) && FileKind.of("." + $0.fileExtension) != nil
        }
        var refused = 0
        for file in files {
            guard let reason = try await Inspecting.refusal(file.path, as: "." + file.fileExtension) else { continue }
            refused += 1
            print("refused \(file.name): \(reason)")
        }
        print("refused \(refused) of \(files.count) of other kinds")
        #expect(refused * 20 <= files.count)
    }

    @Test func neverTakesABinaryFileForATextOrAPictureOfAnotherKind() async throws {
        let files = try Corpus.files("genuine").filter { !Self.texts.contains($0.fileExtension) }
        for file in files {
            let own = FileKind.of("." + file.fileExtension)?.type
            for claim in [".txt", ".csv", ".jpg", ".png", ".gif", ".webp", ".bmp", ".tiff", ".ico", ".avif", ".svg"]
            where FileKind.of(claim)?.type != own {
                let reason = try await Inspecting.refusal(file.path, as: claim)
                #expect(reason != nil, "\(file.name) passed as \(claim)")
            }
        }
    }

    @Test func survivesMalformedFiles() async throws {
        for file in try Corpus.files("malformed") {
            for claim in ["." + file.fileExtension, ".unknown"] {
                let name = MediaClaim(fileExtension: claim, wantsThumbnail: true)
                let inspection = try? await Inspecting.inspector.get().inspect(
                    Inspecting.spoolFile(file.path), as: name)
                print(
                    "\(file.name) as \(claim): \(inspection?.contentType ?? "refused")"
                        + (inspection?.thumbnail == nil ? "" : " with thumbnail"))
            }
        }
    }
}

struct CorpusFile: Sendable {
    let path: String
    var name: String { URL(filePath: path).lastPathComponent }
    var fileExtension: String { URL(filePath: path).pathExtension.lowercased() }
}

enum Corpus {
    static let folder = ProcessInfo.processInfo.environment["CLOAKROOM_CORPUS"]

    static func files(_ part: String) throws -> [CorpusFile] {
        let folder = try #require(folder) + "/" + part
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .map { CorpusFile(path: folder + "/" + $0) }
    }
}
