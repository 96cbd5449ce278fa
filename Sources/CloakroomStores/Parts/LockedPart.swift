internal import CloakroomCore
internal import CloakroomCrypto
internal import Glibc
internal import SystemPackage

/// An unfinished file, open, under a lock that keeps every other process and request away from it.
struct LockedPart: ~Copyable, Sendable {
    private static let pieceSize = 1 << 20

    let descriptor: Descriptor
    private let id: String
    private let folder: Folder

    /// - Throws: `.blobMissing` when there is no such file, `.superseded` when somebody else is at it.
    init(_ id: String, in folder: Folder) throws {
        do throws(FileFailure) {
            self = try LockedPart(opening: id, in: folder)
        } catch {
            if error.code == .wouldBlock { throw CloakroomError(.superseded, "\(id) is in use") }
            throw error.meansAbsent ? CloakroomError(.blobMissing, id) : CloakroomError(error)
        }
    }

    private init(opening id: String, in folder: Folder) throws(FileFailure) {
        let file = try folder.open(id, O_RDWR | O_APPEND)
        let number = file.number
        try FileFailure.check("flock", id) { flock(number, LOCK_EX | LOCK_NB) }
        descriptor = file
        self.id = id
        self.folder = folder
    }

    /// Unlocks by name, not by closing alone: a child that this process is just starting has the file open too, until it
    /// has become another program.
    deinit { _ = flock(descriptor.number, LOCK_UN) }

    var size: Int64 {
        get throws(FileFailure) { Int64(try descriptor.status().st_size) }
    }

    /// Makes the bytes durable. When that fails nobody knows what is there, so the file goes.
    /// - Throws: `.spoolLost`.
    func sync() throws(CloakroomError) {
        do throws(FileFailure) {
            try descriptor.sync()
        } catch {
            try? folder.unlink(id)
            throw CloakroomError.lost(error)
        }
    }

    /// Makes the bytes durable and hashes them.
    func digest() throws -> Digest {
        try sync()
        descriptor.willBeReadThrough()
        let hasher = SHA256Hasher()
        try descriptor.read(inPiecesOf: Self.pieceSize) { (piece) throws(FileFailure) in hasher.update(piece) }
        return hasher.finish()
    }

    /// Adds all of another file.
    func append(_ source: borrowing Descriptor) throws(FileFailure) {
        try source.read(inPiecesOf: Self.pieceSize) { (piece) throws(FileFailure) in try descriptor.write(piece) }
    }
}

extension Descriptor {
    /// Hands all bytes of the file to `use`, piece by piece.
    func read(
        inPiecesOf size: Int, _ use: (UnsafeRawBufferPointer) throws(FileFailure) -> Void
    ) throws(FileFailure) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { piece.deallocate() }
        var offset: Int64 = 0
        while true {
            let count = try read(at: offset, into: piece)
            guard count > 0 else { return }
            try use(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            offset += Int64(count)
        }
    }
}
