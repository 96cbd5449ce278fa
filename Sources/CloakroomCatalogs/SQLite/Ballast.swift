internal import Foundation
internal import Synchronization

/// Space that is kept for when the disk is full: thrown overboard then, so that what makes room again (deleting, sweeping)
/// can still be written. Taken anew when there is plenty.
final class Ballast: Sendable {
    private static let usual: Int64 = 8 << 20

    private let path: String
    /// Whether this process threw the ballast overboard.
    private let isLost = Mutex(false)

    /// Takes ballast beside the catalog, if there is room.
    init(besides catalog: String) {
        path = catalog + "-ballast"
        take()
    }

    /// - Returns: whether there is more room now.
    func drop() -> Bool {
        isLost.withLock { isLost in
            guard unlink(path) == 0 else { return false }
            isLost = true
            return true
        }
    }

    /// Takes ballast again after it was dropped. Costs nothing before that.
    func restore() {
        isLost.withLock { isLost in
            if isLost, take() { isLost = false }
        }
    }

    /// A twentieth of a small file system at most, and only from one that has four times as much to spare.
    @discardableResult
    private func take() -> Bool {
        var status = statvfs()
        guard statvfs((path as NSString).deletingLastPathComponent, &status) == 0 else { return false }
        let size = min(Self.usual, Self.bytes(status.f_blocks, status.f_frsize) / 20)
        guard size > 0, Self.bytes(status.f_bavail, status.f_frsize) / 4 > size else { return false }
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        return posix_fallocate(file, 0, off_t(size)) == 0
    }

    private static func bytes(_ blocks: UInt, _ size: UInt) -> Int64 {
        let (bytes, overflow) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(size))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
