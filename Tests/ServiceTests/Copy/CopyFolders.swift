import CloakroomTesting
import Foundation
import Testing

/// Folders of files, and the real binary copying between them and other stores.
final class CopyFolders {
    let root = NSTemporaryDirectory() + "cloakroom-copy-" + UUID().uuidString
    private let environment: [String: String]

    /// - Parameter count: files in the folder `source`, each with a text of its own, in folders of ten.
    init(files count: Int = 0, _ environment: [String: String] = [:]) throws {
        self.environment = environment
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for number in 0..<count {
            let folder = "\(root)/source/uploads/\(number / 10)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Self.text(number).write(to: URL(fileURLWithPath: "\(folder)/\(number).txt"))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private static func text(_ number: Int) -> Data {
        Data(String(repeating: "\(number) ", count: number % 50 + 1).utf8)
    }

    func url(_ name: String) -> String { "file://\(root)/\(name)" }

    /// Every file in a folder, and what is in it, but the store's own.
    func content(_ name: String) throws -> [String: Data] {
        let base = "\(root)/\(name)"
        let paths = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return try paths.reduce(into: [:]) { content, path in
            var isFolder: ObjCBool = false
            guard !path.hasPrefix("."),
                FileManager.default.fileExists(atPath: "\(base)/\(path)", isDirectory: &isFolder),
                !isFolder.boolValue
            else { return }
            content[path] = try Data(contentsOf: URL(fileURLWithPath: "\(base)/\(path)"))
        }
    }

    /// `cloakroom copy` with a data folder that has no catalog. What it says on either output comes in one.
    func copy(from source: String, to target: String, _ options: String...) throws -> (status: Int32, output: String) {
        try copy(from: source, to: target, options)
    }

    func copy(from source: String, to target: String, _ options: [String]) throws -> (status: Int32, output: String) {
        try start(["--from", source, "--to", target] + options, #""$0" copy "$@" 2>&1"#).result()
    }

    /// The same without waiting for the end.
    func start(from source: String, to target: String) throws -> RunningTool {
        try start(["--from", source, "--to", target], #"exec "$0" copy "$@" 2>&1"#)
    }

    private func start(_ arguments: [String], _ script: String) throws -> RunningTool {
        try RunningTool(
            "/bin/bash", ["-c", script, BuiltBinary.path] + arguments + ["--data", "\(root)/data"],
            environment: environment)
    }
}
