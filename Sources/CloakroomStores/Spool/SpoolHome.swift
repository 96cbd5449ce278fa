internal import CloakroomCrypto
internal import Glibc
internal import SystemPackage

/// One process's folder in the spool, with a lock file that is held for as long as the process lives.
final class SpoolHome: Sendable {
    static let lockName = "lock"
    private static let attempts = 100

    let owner: String
    private let lock: FileLock

    /// Makes a new folder. It gets its name only when the lock is held, so nobody takes a starting process for dead. Only
    /// somebody who clears up may come in between, and then it begins again.
    init(in spool: Folder) throws(FileFailure) {
        for _ in 1...Self.attempts {
            let owner = SecureRandom.hex(16)
            if let lock = try Self.begin(owner, in: spool) {
                self.owner = owner
                self.lock = lock
                return
            }
        }
        throw FileFailure(call: "flock", path: spool.path, code: .wouldBlock)
    }

    /// Nil when the folder was cleared away before it was locked.
    private static func begin(_ owner: String, in spool: Folder) throws(FileFailure) -> FileLock? {
        let starting = startingPrefix + owner
        do throws(FileFailure) {
            _ = try spool.make(starting)
            let file = try Folder(starting, in: spool).open(lockName, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
            guard let lock = try FileLock(trying: file), try lock.isLinked else { return nil }
            try spool.rename(starting, to: owner)
            return lock
        } catch {
            guard error.code == .noSuchFileOrDirectory else { throw error }
            return nil
        }
    }

    /// Whether a folder of this name can be a process's folder.
    static func isOwner(_ name: String) -> Bool {
        name.utf8.count == 32 && Hex.decode(name) != nil
    }

    /// Takes the lock of a dead owner; nil while the owner lives. A folder without a lock file was half cleared.
    static func seize(_ home: Folder) throws(FileFailure) -> FileLock? {
        try FileLock(trying: home.open(lockName, O_RDWR | O_CREAT, mode: 0o600))
    }

    // MARK: Processes that died while they started

    private static let startingPrefix = "."

    static func isStarting(_ name: String) -> Bool {
        name.hasPrefix(startingPrefix) && isOwner(String(name.dropFirst(startingPrefix.count)))
    }

    /// Removes the folder of a process that died before it had a name, if nobody holds its lock.
    static func clearStarting(_ name: String, in spool: Folder) throws(FileFailure) {
        let home = try Folder(name, in: spool)
        do throws(FileFailure) {
            guard let lock = try FileLock(trying: home.open(lockName, O_RDWR)) else { return }
            try home.unlink(lockName)
            _ = consume lock
        } catch {
            guard error.meansAbsent else { throw error }
        }
        _ = spool.removeIfEmpty(name)
    }
}
