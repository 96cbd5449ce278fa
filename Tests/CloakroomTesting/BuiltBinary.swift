import Foundation

/// The `cloakroom` that was built together with the tests.
public enum BuiltBinary {
    public static let path =
        Bundle.main.executableURL.map {
            $0.resolvingSymlinksInPath().deletingLastPathComponent().path
        }.flatMap { folder in
            [folder, FileManager.default.currentDirectoryPath + "/.build/debug"].map { $0 + "/cloakroom" }
                .first { FileManager.default.isExecutableFile(atPath: $0) }
        } ?? ".build/debug/cloakroom"
}
