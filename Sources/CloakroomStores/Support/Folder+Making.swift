internal import Glibc
internal import SystemPackage

extension Folder {
    /// Makes the folder at `path` and those above it, durably, where they are missing.
    static func makeAll(_ path: String) throws(FileFailure) {
        var above = path.hasPrefix("/") ? "/" : "."
        for part in path.split(separator: "/") {
            let folder = "\(above)/\(part)"
            if try makeOne(folder) { try Folder(at: above).sync() }
            above = folder
        }
    }

    private static func makeOne(_ path: String) throws(FileFailure) -> Bool {
        do throws(FileFailure) {
            try FileFailure.check("mkdir", path) { mkdir(path, 0o700) }
            return true
        } catch {
            guard error.code == .fileExists else { throw error }
            return false
        }
    }
}
