import Foundation

/// What was built together with the tests.
public enum BuiltBinary {
    /// The `cloakroom` itself.
    public static let path = path(of: "cloakroom")

    public static func path(of name: String) -> String {
        Bundle.main.executableURL.map {
            $0.resolvingSymlinksInPath().deletingLastPathComponent().path
        }.flatMap { folder in
            [folder, FileManager.default.currentDirectoryPath + "/.build/debug"].map { "\($0)/\(name)" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
        } ?? ".build/debug/\(name)"
    }
}
