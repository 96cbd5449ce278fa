import Foundation
import Testing

/// `Tests/conformance.md` against the tests that it names.
@Suite struct ConformanceTests {
    private let text: String

    init() throws {
        text = try String(contentsOfFile: Repository.root + "/Tests/conformance.md", encoding: .utf8)
    }

    /// What stands in the second column, with its quotes.
    private var named: Set<String> {
        let cells = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.compactMap {
            $0.split(separator: "|").dropFirst().first
        }
        return Set(cells.flatMap { $0.matches(of: #/`\w+`|"[^"]+"/#).map { String($0.output) } })
    }

    private static let folders = ["Resumable", "Zendesk"]
    private static let files = ["OlderRouteTests.swift", "DoorTests.swift", "DescriptionTests.swift"]

    private static func sources() throws -> String {
        let tests = Repository.root + "/Tests/ServiceTests/"
        let inFolders = try folders.flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: tests + folder).map { "\(folder)/\($0)" }
        }
        return try (inFolders + files).map { try String(contentsOfFile: tests + $0, encoding: .utf8) }.joined()
    }

    @Test func everyTestThatIsNamedIsThere() throws {
        let sources = try Self.sources()
        #expect(named.count > 100)
        for name in named {
            let mark = name.hasPrefix("`") ? "func \(name.dropFirst().dropLast())(" : name
            #expect(sources.contains(mark), "\(name)")
        }
    }

    @Test func everyTestOfTheProtocolsIsNamed() throws {
        let functions = try Self.sources().matches(of: #/@Test[^{}]*?func (\w+)\(/#).map { "`\($0.output.1)`" }
        let lines = (TusLines.all + PartialLines.all).map { "\"\($0.testDescription)\"" }
        let missing = Set(functions + lines).subtracting(named).subtracting(["`keepsTheLine`", "`everyWayToSendAFile`"])
        #expect(functions.count > 40 && missing == [])
    }
}
