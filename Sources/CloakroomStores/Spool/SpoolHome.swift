internal import CloakroomCrypto
internal import Glibc
internal import SystemPackage

/// One process's folder in the spool, with a lock file that is held for as long as the process lives.
final class SpoolHome: Sendable {
    static let lockName = "lock"

    let owner: String
    private let lock: FileLock

    /// Makes a new folder. It gets its name only when the lock is held, so nobody takes a starting process for dead.
    init(in spool: Folder) throws(FileFailure) {
        owner = SecureRandom.hex(16)
        let starting = ".\(owner)"
        _ = try spool.make(starting)
        let file = try Folder(starting, in: spool).open(Self.lockName, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        guard let lock = try FileLock(trying: file) else {
            throw FileFailure(call: "flock", path: starting, code: .wouldBlock)
        }
        self.lock = lock
        try spool.rename(starting, to: owner)
    }

    /// Seconds after which a start that was never finished is taken for dead: a living one takes milliseconds.
    private static let longestStart = 3600

    /// Removes the folders of processes that were killed while they started.
    static func clearUnfinished(in spool: Folder) {
        for name in (try? spool.names()) ?? [] where name.hasPrefix(".") && isOwner(String(name.dropFirst())) {
            guard let home = try? Folder(name, in: spool), let status = try? home.descriptor.status(),
                time(nil) - status.st_mtim.tv_sec > longestStart
            else { continue }
            try? home.unlink(lockName)
            _ = spool.removeIfEmpty(name)
        }
    }

    /// Nil for what cannot be a process's folder.
    static func isOwner(_ name: String) -> Bool {
        name.utf8.count == 32 && Hex.decode(name) != nil
    }

    /// Takes the lock of a dead owner; nil while the owner lives. A folder without a lock file was half cleared.
    static func seize(_ home: Folder) throws(FileFailure) -> FileLock? {
        try FileLock(trying: home.open(lockName, O_RDWR | O_CREAT, mode: 0o600))
    }
}
