import Foundation

/// The executables that were built together with the tests.
public enum BuiltBinary {
    public static let path = named("cloakroom")

    public static func named(_ name: String) -> String {
        let tests = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
        let folders = [tests, FileManager.default.currentDirectoryPath + "/.build/debug"].compactMap { $0 }
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? ".build/debug/\(name)"
    }
}
