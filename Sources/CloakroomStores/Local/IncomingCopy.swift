internal import CFiles
internal import CloakroomCore
internal import CloakroomCrypto
internal import Glibc
internal import SystemPackage

/// A copy of a spool file on the store's own file system, under a temporary name, for when the spool lies elsewhere.
/// Its name goes with the value unless the copy was placed.
final class IncomingCopy {
    static let folder = ".incoming"
    private static let pieceSize = 256 << 10

    private let folder: Folder
    private let name: String
    /// Tells other processes that somebody is at work on this copy.
    private let lock: FileLock

    /// Copies the whole of `source`, durably, and gives the copy its label.
    /// - Throws: ``FileFailure``; no copy that was not synced at the first try is ever used.
    init(of source: borrowing Descriptor, _ label: BlobLabel?, under root: Folder) throws(FileFailure) {
        _ = try root.make(Self.folder)
        folder = try Folder(Self.folder, in: root)
        name = SecureRandom.hex(16)
        lock = try Self.lock(folder.open(name, O_RDWR | O_CREAT | O_EXCL, mode: 0o600), name, in: folder)
        do throws(FileFailure) {
            let copy = try folder.open(name, O_WRONLY)
            try Self.copy(from: source, to: copy)
            if let label { FileLabel.write(label, to: copy) }
            try copy.sync()
        } catch {
            try? folder.unlink(name)
            throw error
        }
    }

    /// Gives a file of the same file system a name here.
    init(linking source: String, under root: Folder) throws(FileFailure) {
        _ = try root.make(Self.folder)
        folder = try Folder(Self.folder, in: root)
        name = SecureRandom.hex(16)
        try folder.link(source, as: name)
        do throws(FileFailure) {
            lock = try Self.lock(folder.open(name, O_RDWR), name, in: folder)
        } catch {
            try? folder.unlink(name)
            throw error
        }
    }

    deinit { try? folder.unlink(name) }

    /// Moves the copy to its place.
    /// - Throws: `.fileExists` when the name is taken, and not to be replaced.
    func place(in target: Folder, as child: String, replacing: Bool) throws(FileFailure) {
        guard !replacing else {
            try FileFailure.check("rename", target.below(child)) {
                renameat(folder.descriptor.number, name, target.descriptor.number, child)
            }
            return
        }
        do throws(FileFailure) {
            try FileFailure.check("rename", target.below(child)) {
                shim_rename_exclusively(folder.descriptor.number, name, target.descriptor.number, child)
            }
        } catch {
            // NFS and a few others cannot rename without replacing, but can link.
            guard [.invalidArgument, .noFunction].contains(error.code) else { throw error }
            try FileFailure.check("link", target.below(child)) {
                linkat(folder.descriptor.number, name, target.descriptor.number, child, 0)
            }
        }
    }

    /// Removes the copies that nobody is at work on any more.
    static func clean(under root: Folder) throws(FileFailure) {
        guard let folder = try? Folder(folder, in: root) else { return }
        for name in try folder.names() {
            guard let lock = try? FileLock(trying: folder.open(name, O_RDWR | O_NONBLOCK)) else { continue }
            try folder.unlink(name)
            _ = consume lock
        }
    }

    /// Takes the lock of a file that was just made. A cleaning process that comes in between makes it look busy or be gone;
    /// then the adoption fails and is tried again by whoever wanted it.
    private static func lock(
        _ file: consuming Descriptor, _ name: String, in folder: Folder
    ) throws(FileFailure) -> FileLock {
        guard let lock = try FileLock(trying: file) else {
            throw FileFailure(call: "flock", path: folder.below(name), code: .wouldBlock)
        }
        return lock
    }

    private static func copy(from source: borrowing Descriptor, to target: borrowing Descriptor) throws(FileFailure) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        var offset: Int64 = 0
        while true {
            let count = try source.read(at: offset, into: piece)
            guard count > 0 else { return }
            try target.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            offset += Int64(count)
        }
    }
}
