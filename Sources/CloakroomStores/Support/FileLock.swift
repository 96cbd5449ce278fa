internal import Glibc
internal import SystemPackage

/// A lock on a file, held for the life of the value; the kernel lets go when the process dies, however it dies.
struct FileLock: ~Copyable, Sendable {
    private let descriptor: Descriptor

    /// Locks a file without waiting; nil when another process (or another descriptor) holds the lock.
    init?(trying descriptor: consuming Descriptor) throws(FileFailure) {
        let number = descriptor.number
        do throws(FileFailure) {
            try FileFailure.check("flock", "descriptor \(number)") { flock(number, LOCK_EX | LOCK_NB) }
        } catch {
            guard error.code == .wouldBlock else { throw error }
            return nil
        }
        self.descriptor = descriptor
    }

    /// Whether the file still has a name: a lock on one that was removed keeps nobody out.
    var isLinked: Bool {
        get throws(FileFailure) { try descriptor.status().st_nlink > 0 }
    }
}
