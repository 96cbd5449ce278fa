import Foundation
import Testing

/// The lines that the README tells a newcomer to paste, run as they stand.
@Suite struct ReadmeTests {
    /// `deploy/serve` itself builds a release; here the built binary is started in its place.
    @Test func everyLineOfTheReadmeDoesWhatItSays() throws {
        let service = try RunningService()
        let lines = try Self.commands().filter { $0 != "deploy/serve" }
        try #require(lines.contains("URL=http://127.0.0.1:8080"))
        let script = lines.map { line in
            switch line {
            case "URL=http://127.0.0.1:8080": "URL=\(service.url)"
            case #"export PATH="$PWD/.build/release:$PATH""#: #"export PATH="$BINARIES:$PATH""#
            default: line
            }
        }
        let output = try service.shell(script.joined(separator: "\n"), in: service.folder, linking: "Fixtures")

        #expect(Self.count(#""message":"File uploaded successfully""#, in: output) == 3, "\(output)")
        #expect(Self.count(#""thumbnail":"uploads"#, in: output) == 2, "\(output)")
        // The whole file, and right behind it the part from byte 4 to 10.
        #expect(output.contains("the printer is on fire\nprinter{"), "\(output)")
        #expect(
            Self.count("the printer is on fire\n", in: output) == 3, "with a credential, and by two links: \(output)")
        #expect(try String(contentsOfFile: service.folder + "/copy.txt", encoding: .utf8) == "the printer is on fire\n")
        #expect(output.contains("File deleted successfully"))
        #expect(Self.count("404\n", in: output) == 2, "deleted, and expired: \(output)")
        #expect(output.contains("application/x-sharedlib, provided: image/jpeg"))
        #expect(output.split(separator: "\n").last?.hasPrefix("erased 2 files, ") == true, "\(output)")
    }

    /// The lines of all fenced `sh` blocks.
    private static func commands() throws -> [String] {
        let text = try String(contentsOfFile: Repository.root + "/README.md", encoding: .utf8)
        var isInside = false
        return text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            if line.hasPrefix("```") {
                isInside = line == "```sh"
                return nil
            }
            return isInside && !line.isEmpty ? String(line) : nil
        }
    }

    private static func count(_ part: String, in text: String) -> Int {
        text.components(separatedBy: part).count - 1
    }
}
