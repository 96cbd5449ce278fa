internal import Foundation
internal import Glibc

/// A file system of a few megabytes, mounted for as long as the value lives; only root may have one.
public final class TinyFileSystem: Sendable {
    public let path: String

    /// - Parameter kind: `ramfs` has no extended attributes, and no limit.
    public init?(bytes: Int, kind: String = "tmpfs") {
        path = "\(FileManager.default.temporaryDirectory.path)/cloakroom-tiny-\(UUID().uuidString)"
        mkdir(path, 0o700)
        guard mount(kind, path, kind, 0, "size=\(bytes)") == 0 else {
            rmdir(path)
            return nil
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    public static var isPermitted: Bool { TinyFileSystem(bytes: 1 << 20) != nil }

    /// Fails while a file is open for writing.
    public func setReadOnly(_ isReadOnly: Bool) -> Bool {
        let flags = MS_REMOUNT | (isReadOnly ? MS_RDONLY : 0)
        return mount("tmpfs", path, "tmpfs", UInt(flags), nil) == 0
    }

    /// Takes all the room there is, but for `spared` bytes, with a file that ``empty()`` removes.
    public func fill(sparing spared: Int64 = 0) {
        let file = open(filler, O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        let piece = [UInt8](repeating: 0, count: 4096)
        while room > spared, write(file, piece, piece.count) > 0 {}
    }

    public func empty() {
        unlink(filler)
    }

    private var room: Int64 {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int64(status.f_bavail) * Int64(status.f_frsize) : 0
    }

    private var filler: String { path + "/filler" }
}
