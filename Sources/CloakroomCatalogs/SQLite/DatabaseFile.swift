internal import CloakroomCore
internal import Foundation

/// The catalog's file on disk: made readable by its owner only, and watched for being deleted or replaced.
struct DatabaseFile: Sendable {
    let path: String
    private let identity: Identity

    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    /// Makes the file unless it is there. SQLite gives its `-wal` and `-shm` files the mode of this one.
    ///
    /// The file is never opened here: closing it would drop the locks of every other connection in this process
    /// (https://www.sqlite.org/howtocorrupt.html section 2.2).
    init(path: String) throws {
        self.path = path
        guard mknod(path, S_IFREG | 0o600, 0) == 0 || errno == EEXIST else { throw Self.failure("create", path) }
        guard chmod(path, 0o600) == 0 else { throw Self.failure("protect", path) }
        for companion in [path + "-wal", path + "-shm"] { chmod(companion, 0o600) }
        guard let identity = Self.identity(of: path) else { throw Self.failure("find", path) }
        self.identity = identity
    }

    var logPath: String { path + "-wal" }

    /// Bytes; 0 when there is no log.
    var logSize: Int64 {
        var status = stat()
        return stat(logPath, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Throws when the path no longer leads to the file that is open: SQLite would go on with one without a name. A file
    /// that was moved away and back is the same. Another one in its place is never opened while this process runs: nobody
    /// knows whose it is, and the write-ahead log beside it may be the old one's.
    func checkPresence() throws {
        switch Self.identity(of: path) {
        case identity: return
        case nil: throw CloakroomError(.unavailable, "catalog \(path) is gone", condition: .gone)
        default:
            throw CloakroomError(
                .unavailable, "catalog \(path) was replaced; it is opened at the next start", condition: .replaced)
        }
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(
            device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
    }

    private static func failure(_ verb: String, _ path: String) -> CloakroomError {
        let kind: CloakroomError.Kind = errno == ENOSPC ? .noSpace : .unavailable
        return CloakroomError(kind, "cannot \(verb) catalog \(path): \(String(cString: strerror(errno)))")
    }
}
