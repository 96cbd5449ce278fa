internal import CloakroomCore
internal import Foundation

/// The right to turn on the write-ahead log of a catalog's file and to migrate it, which one process has at a time: SQLite
/// does not call the busy handler for the first, and the migrator does not expect company at the second.
///
/// It is a lock on the file's folder, for closing the file itself would drop SQLite's locks on it. It ends with its process.
struct OpeningTurn {
    private let folder: Int32

    /// - Throws: `.unavailable` when others have not finished in time, or there is no such folder.
    init(of file: DatabaseFile, waitingFor timeout: Duration) throws {
        let path = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw CloakroomError(.unavailable, "cannot open the catalog's folder \(path)") }
        let end = ContinuousClock.now + timeout
        while flock(folder, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < end else {
                close(folder)
                throw CloakroomError(.unavailable, "another process is opening catalog \(file.path)")
            }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    func end() {
        close(folder)
    }
}
