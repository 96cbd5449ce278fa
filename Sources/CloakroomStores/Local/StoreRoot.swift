internal import CloakroomCore
internal import Glibc
internal import SystemPackage
internal import Synchronization

/// The folder that holds a store. Opened anew for each call, so a disk that comes and goes is noticed at once.
///
/// A marker file tells a store from the empty mount point that an unmounted one leaves: there nothing may be "missing",
/// and nothing may be put. Whoever puts an empty disk in the place of a store on purpose makes the marker by hand.
final class StoreRoot: Sendable {
    static let marker = ".cloakroom-store"
    private static let note = "While this file is missing, the store in this folder counts as not mounted.\n"

    private let path: String
    private let mayFound: Atomic<Bool>

    /// - Parameter isNew: whether the store may be founded, the first time that its folder can be used.
    init(_ path: String, isNew: Bool) {
        self.path = path
        mayFound = Atomic(isNew)
    }

    /// Opens the folder. A store is founded at most once: later a folder or marker that has vanished is a disk that was
    /// taken away, and a new one in its place would hide that.
    /// - Throws: `.unavailable`.
    func open() throws(CloakroomError) -> Folder {
        do throws(FileFailure) {
            let folder = try openOrMake()
            if try !folder.has(Self.marker) { try found(folder) }
            mayFound.store(false, ordering: .relaxed)
            return folder
        } catch {
            let isGone = error.code == .noSuchFileOrDirectory
            throw CloakroomError(
                .unavailable, "store \(path)", cause: error,
                condition: isGone ? .gone : CloakroomError(error).condition)
        }
    }

    /// Whether files can have labels here: the marker is given one. True when nobody can tell now.
    var keepsLabels: Bool {
        guard let folder = try? open(), let file = try? folder.open(Self.marker, O_RDONLY) else { return true }
        return FileLabel.write(BlobLabel(["kind": "store"]), to: file)
    }

    private func openOrMake() throws(FileFailure) -> Folder {
        do throws(FileFailure) {
            return try Folder(at: path)
        } catch {
            guard error.code == .noSuchFileOrDirectory, mayFound.load(ordering: .relaxed) else { throw error }
            try Folder.makeAll(path)
            return try Folder(at: path)
        }
    }

    private func found(_ folder: Folder) throws(FileFailure) {
        guard mayFound.load(ordering: .relaxed) else {
            throw FileFailure(call: "find", path: "\(path)/\(Self.marker)", code: .noSuchFileOrDirectory)
        }
        let file = try folder.open(Self.marker, O_WRONLY | O_CREAT, mode: 0o600)
        let written = Array(Self.note.utf8).withUnsafeBytes { bytes in
            Result { () throws(FileFailure) in try file.write(bytes) }
        }
        try written.get()
        try file.sync()
        try folder.sync()
    }
}
