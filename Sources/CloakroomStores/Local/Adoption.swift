internal import CloakroomCore
internal import Glibc
internal import SystemPackage

/// How a spooled file gets into a store: by a further link where both share a file system, else by a copy.
///
/// A link whose folder could not be made durable is left where it is: by then it may be somebody else's, if this call hung
/// for long, and its row tells the next sweep of it.
struct Adoption {
    private enum Bytes {
        case spooled(String)
        case copied(IncomingCopy)
    }

    /// How often to begin anew when a folder vanished: each time somebody else got something done.
    private static let attempts = 1000

    let root: Folder
    let making: FoldersInMaking
    let floor: FreeSpaceFloor
    /// Whether what lies in the place is replaced.
    let replaces: Bool
    /// Whether the caller still waits: what comes too late must not be seen.
    let isAwaited: @Sendable () -> Bool

    /// Makes the file readable at `path`, durably.
    /// - Throws: `.conflict` when the path is taken.
    func adopt(_ spool: SpoolFile, at path: BlobPath) throws {
        let source = try Descriptor(opening: spool.path, O_RDONLY)
        guard try source.status().st_size == spool.size else {
            throw CloakroomError(.unavailable, "spool file \(spool.path) is not as long as it was")
        }
        if let label = spool.label { FileLabel.write(label, to: source) }
        try Self.sync(source)
        var bytes = try bytes(of: source, spool)
        for _ in 1...Self.attempts {
            do throws(FileFailure) {
                return try place(bytes, at: path)
            } catch {
                if case .spooled = bytes, Self.asksForCopy(error) {
                    try floor.check(spool.size, at: root.descriptor)
                    bytes = .copied(try IncomingCopy(of: source, spool.label, under: root))
                } else if error.code == .fileExists {
                    throw CloakroomError(.conflict, "key is taken", cause: error)
                } else if error.code != .noSuchFileOrDirectory {
                    throw error
                }
            }
        }
        throw CloakroomError(.unavailable, "folders vanish under \(path.name)")
    }

    private func bytes(of source: borrowing Descriptor, _ spool: SpoolFile) throws -> Bytes {
        guard !spool.isApart else {
            try floor.check(spool.size, at: root.descriptor)
            return .copied(try IncomingCopy(of: source, spool.label, under: root))
        }
        return replaces ? try linked(source, spool) : .spooled(spool.path)
    }

    private static func sync(_ source: borrowing Descriptor) throws(CloakroomError) {
        do throws(FileFailure) {
            try source.sync()
        } catch {
            throw CloakroomError.lost(error)
        }
    }

    private func place(_ bytes: Bytes, at path: BlobPath) throws(FileFailure) {
        var trail = FolderTrail(from: root, making: making)
        do throws(FileFailure) {
            for folder in path.folders { try trail.enter(folder) }
            guard isAwaited() else { throw FileFailure(call: "adopt", path: path.name, code: .timedOut) }
            try enter(bytes, trail.last, as: path.name)
            try trail.settle()
        } catch {
            trail.abandon()
            throw error
        }
    }

    /// The spool's file under a temporary name in the store, or a copy of it, for only a name can replace a name.
    private func linked(_ source: borrowing Descriptor, _ spool: SpoolFile) throws -> Bytes {
        do throws(FileFailure) {
            return .copied(try IncomingCopy(linking: spool.path, under: root))
        } catch {
            guard Self.asksForCopy(error) else { throw error }
            try floor.check(spool.size, at: root.descriptor)
            return .copied(try IncomingCopy(of: source, spool.label, under: root))
        }
    }

    private func enter(_ bytes: Bytes, _ folder: Folder, as name: String) throws(FileFailure) {
        switch bytes {
        case .spooled(let source): try folder.link(source, as: name)
        case .copied(let copy): try copy.place(in: folder, as: name, replacing: replaces)
        }
    }

    /// Another file system, or one that has no (more) links for this file.
    private static func asksForCopy(_ failure: FileFailure) -> Bool {
        [.improperLink, .notPermitted, .tooManyLinks, .notSupported].contains(failure.code)
    }
}
