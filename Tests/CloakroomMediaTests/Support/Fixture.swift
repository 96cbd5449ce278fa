import Foundation

/// The files that `Fixtures/make` made.
enum Fixture {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures").path

    /// The path of, for example, `genuine/sample.png`.
    static func path(_ name: String) -> String { folder + "/" + name }

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path(name)))) }

    static func names(in part: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(part)).sorted()
    }

    /// With its dot, in lower case.
    static func fileExtension(of name: String) -> String { "." + URL(filePath: name).pathExtension.lowercased() }
}
