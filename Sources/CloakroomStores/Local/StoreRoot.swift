internal import CloakroomCore
internal import SystemPackage
internal import Synchronization

/// The folder that holds a store. Opened anew for each call, so a disk that comes and goes is noticed at once.
final class StoreRoot: Sendable {
    private let path: String
    private let wasSeen = Atomic(false)

    init(_ path: String) {
        self.path = path
    }

    /// Opens the folder, and makes it if this process has never seen it: one that has vanished is a disk that was
    /// taken away, and a new folder in its place would hide that.
    /// - Throws: `.unavailable`.
    func open() throws(CloakroomError) -> Folder {
        do throws(FileFailure) {
            let folder = try openOrMake()
            wasSeen.store(true, ordering: .relaxed)
            return folder
        } catch {
            throw CloakroomError(.unavailable, "store \(path)", cause: error)
        }
    }

    private func openOrMake() throws(FileFailure) -> Folder {
        do throws(FileFailure) {
            return try Folder(at: path)
        } catch {
            guard error.code == .noSuchFileOrDirectory, !wasSeen.load(ordering: .relaxed) else { throw error }
            try Folder.makeAll(path)
            return try Folder(at: path)
        }
    }
}
