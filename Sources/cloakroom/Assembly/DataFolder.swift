import CloakroomCrypto
import Foundation

/// The folder that holds what the service keeps on this machine.
struct DataFolder {
    let path: String

    /// Makes the folder if need be, for its owner's eyes only.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SettingsError("CLOAKROOM_DATA \"\(path)\" cannot be used as a folder: \(error.localizedDescription)")
        }
        shutOthersOut()
    }

    /// A folder that was there before may be open to everybody. On some volumes that cannot be changed: the files in it
    /// that hold secrets are private by themselves.
    private func shutOthersOut() {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        if chmod(path, 0o700) != 0 { Notice.line("warning: \(path) is open to others and its mode cannot be changed") }
    }

    static let catalogName = "catalog.sqlite"

    var catalog: String { "\(path)/\(Self.catalogName)" }
    var spool: String { path + "/spool" }
    /// What files pass through that are copied without a catalog.
    var copies: String { path + "/copying" }
    /// Files of which only a part has come so far.
    var parts: String { path + "/resumable" }
    var firstOwner: String { path + "/first-owner" }

    var hasCatalog: Bool { FileManager.default.fileExists(atPath: catalog) }

    /// Refuses to go on in a folder that has been in use but has lost its catalog: a new one would be empty, and every file
    /// would be gone for its readers.
    func checkCatalog() throws {
        guard !hasCatalog, FileManager.default.fileExists(atPath: spool) else { return }
        throw SettingsError(
            "\(catalog) is missing, though \(path) has been in use. Put it back from a backup, or write it "
                + "anew from the stores with \"cloakroom check --rebuild\"; to begin with an empty one, make an empty file there"
        )
    }

    /// The secret that was made at the first start; made now if there is none. Two processes get the same one.
    func secret() throws -> String {
        let file = path + "/secret"
        try? PrivateFile.create(file, SecureRandom.hex(32) + "\n")
        guard let text = try? String(contentsOfFile: file, encoding: .utf8), text.count > 32 else {
            throw SettingsError("the secret in \(file) cannot be read")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// A file that only its owner may read.
enum PrivateFile {
    /// Writes a new file in one step: nobody sees it empty, and an existing one is left as it is.
    /// - Throws: when there is one already, or it cannot be written.
    static func create(_ path: String, _ text: String) throws {
        let temporary = "\(path).\(SecureRandom.hex(8))"
        defer { unlink(temporary) }
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SettingsError("\(path) cannot be written") }
        defer { close(file) }
        let written = Array(text.utf8).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == text.utf8.count, fsync(file) == 0, link(temporary, path) == 0 else {
            throw SettingsError("\(path) cannot be written")
        }
    }
}
