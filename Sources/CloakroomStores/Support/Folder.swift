internal import Glibc
internal import SystemPackage

/// An open folder. Names are looked up in it one part at a time and no symlink is followed, so nothing that somebody
/// left in a tree leads out of it.
final class Folder: Sendable {
    /// Relative to the folder that the walk began with, which itself is empty.
    let path: String
    let name: String
    let parent: Folder?
    let descriptor: Descriptor

    /// Opens the folder with which a walk begins. It may be a symlink: where the tree lies is its owner's choice.
    init(at path: String) throws(FileFailure) {
        self.path = ""
        name = ""
        parent = nil
        let number = try FileFailure.check("open", path) { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        descriptor = Descriptor(owning: number)
    }

    init(_ name: String, in parent: Folder) throws(FileFailure) {
        self.name = name
        self.parent = parent
        path = parent.path.isEmpty ? name : "\(parent.path)/\(name)"
        descriptor = try parent.open(name, O_RDONLY | O_DIRECTORY)
    }

    func sync() throws(FileFailure) { try descriptor.sync() }

    /// Makes a folder that nobody else may enter; false when the name was taken.
    func make(_ child: String) throws(FileFailure) -> Bool {
        do throws(FileFailure) {
            try FileFailure.check("mkdir", below(child)) { mkdirat(descriptor.number, child, 0o700) }
            return true
        } catch {
            guard error.code == .fileExists else { throw error }
            return false
        }
    }

    func open(_ child: String, _ flags: Int32, mode: mode_t = 0) throws(FileFailure) -> Descriptor {
        let number = try FileFailure.check("open", below(child)) {
            openat(descriptor.number, child, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        }
        return Descriptor(owning: number)
    }

    /// Whether there is anything of this name.
    func has(_ child: String) throws(FileFailure) -> Bool {
        do throws(FileFailure) {
            try FileFailure.check("faccessat", below(child)) {
                faccessat(descriptor.number, child, F_OK, AT_SYMLINK_NOFOLLOW)
            }
            return true
        } catch {
            guard error.code == .noSuchFileOrDirectory else { throw error }
            return false
        }
    }

    /// Gives the file at `source` a further name in this folder.
    /// - Throws: `.fileExists` when the name is taken.
    func link(_ source: String, as child: String) throws(FileFailure) {
        try FileFailure.check("link", below(child)) { linkat(AT_FDCWD, source, descriptor.number, child, 0) }
    }

    /// Renames a file or folder within this folder.
    func rename(_ child: String, to name: String) throws(FileFailure) {
        try FileFailure.check("rename", below(child)) {
            renameat(descriptor.number, child, descriptor.number, name)
        }
    }

    /// Removes a file; a symlink itself, never what it points to.
    func unlink(_ child: String) throws(FileFailure) {
        try FileFailure.check("unlink", below(child)) { unlinkat(descriptor.number, child, 0) }
    }

    /// Removes a folder if there is nothing in it.
    /// - Returns: whether it is gone.
    func removeIfEmpty(_ child: String) -> Bool {
        unlinkat(descriptor.number, child, AT_REMOVEDIR) == 0 || errno == ENOENT
    }

    func below(_ child: String) -> String { path.isEmpty ? child : "\(path)/\(child)" }
}
