import Foundation

/// Files that tests send: those of the repository's Fixtures.
enum Fixture {
    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/Fixtures/\(name)")))
    }

    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/Fixtures/\(folder)").sorted()
    }
}
