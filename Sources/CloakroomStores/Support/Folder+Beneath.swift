internal import CFiles
internal import Glibc
internal import SystemPackage

extension Folder {
    /// Whether the kernel walks a whole path without following symlinks (Linux 5.6; some sandboxes forbid it).
    private static let kernelWalks: Bool = {
        let number = shim_open_beneath(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return false }
        close(number)
        return true
    }()

    /// Opens a file several folders further down, without following a symlink anywhere on the way.
    func openBeneath(_ folders: [String], _ name: String, _ flags: Int32) throws(FileFailure) -> Descriptor {
        guard Self.kernelWalks else { return try openStepwise(folders, name, flags) }
        let path = (folders + [name]).joined(separator: "/")
        let number = try FileFailure.check("openat2", path) {
            shim_open_beneath(descriptor.number, path, flags | O_CLOEXEC)
        }
        return Descriptor(owning: number)
    }

    /// The same where the kernel does not help.
    func openStepwise(_ folders: [String], _ name: String, _ flags: Int32) throws(FileFailure) -> Descriptor {
        var folder = self
        for part in folders { folder = try Folder(part, in: folder) }
        return try folder.open(name, flags)
    }
}
