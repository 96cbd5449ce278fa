import Foundation
import Glibc

/// A place on another file system than temporary folders, where there is one.
enum OtherFileSystem {
    static let path = "/dev/shm"

    static var exists: Bool {
        guard let here = device(FileManager.default.temporaryDirectory.path), let there = device(path) else {
            return false
        }
        return here != there && access(path, W_OK) == 0
    }

    private static func device(_ path: String) -> dev_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_dev : nil
    }
}

/// A file system of a few megabytes, mounted for as long as the value lives; only root may have one.
final class TinyFileSystem: Sendable {
    let path: String

    init?(bytes: Int) {
        path = "\(FileManager.default.temporaryDirectory.path)/cloakroom-tiny-\(UUID().uuidString)"
        mkdir(path, 0o700)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else {
            rmdir(path)
            return nil
        }
    }

    deinit {
        umount(path)
        rmdir(path)
    }

    static var isPermitted: Bool { TinyFileSystem(bytes: 1 << 20) != nil }
}
