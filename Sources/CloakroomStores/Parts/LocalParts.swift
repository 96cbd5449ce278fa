public import CloakroomCore
internal import Glibc
internal import NIOCore
internal import Synchronization
internal import SystemPackage

/// Unfinished files in a folder, a file for each upload, named as it. Several processes may share the folder.
public struct LocalParts: PartSpool {
    private let folder: Folder
    private let path: String
    private let threads: FileThreads
    private let floor: FreeSpaceFloor

    /// - Parameters:
    ///   - folder: made when it is missing.
    ///   - floor: space that uploads leave free.
    ///   - threads: how many files may be written and hashed at once.
    /// - Throws: `.unavailable` or `.noSpace`.
    public init(folder: String, floor: FreeSpaceFloor = FreeSpaceFloor(bytes: 0), threads: Int = 8) throws {
        do throws(FileFailure) {
            try Folder.makeAll(folder)
            self.folder = try Folder(at: folder)
        } catch {
            throw CloakroomError(error)
        }
        path = folder
        self.floor = floor
        self.threads = FileThreads(threads, name: "parts")
    }

    public func begin(_ id: String) async throws {
        try await threads.run { [folder] in
            do throws(FileFailure) {
                _ = try folder.open(id, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
                try folder.sync()
            } catch {
                throw error.code == .fileExists ? CloakroomError(.conflict, id) : CloakroomError(error)
            }
        }
    }

    public func length(of id: String) async throws -> Int64 {
        try await threads.run { [folder] in
            let part = try LockedPart(id, in: folder)
            try part.sync()
            return try part.size
        }
    }

    public func append(
        to id: String, at offset: Int64, limit: Int64, fill: (any PartWriter) async throws -> Void
    ) async throws -> Int64 {
        let output = try await threads.run { [folder, floor] in
            try PartOutput(LockedPart(id, in: folder), at: offset, floor: floor)
        }
        let writer = BatchedWriter(to: output, limit: limit - offset, threads: threads)
        do {
            try await fill(writer)
        } catch {
            _ = try? await writer.finish()
            throw error
        }
        return try await writer.finish()
    }

    public func append(_ file: SpoolFile, to id: String, at offset: Int64) async throws -> Int64 {
        try await threads.run { [folder, floor] in
            let part = try LockedPart(id, in: folder)
            let size = try part.size
            guard size == offset else { throw CloakroomError(.offsetMismatch(expected: size)) }
            try floor.check(file.size, at: part.descriptor)
            try part.append(Descriptor(opening: file.path, O_RDONLY))
            try part.sync()
            return try part.size
        }
    }

    public func withFile<Result: Sendable>(
        _ id: String, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        let (hold, file) = try await threads.run { [folder, path] in
            let part = try LockedPart(id, in: folder)
            let file = try SpoolFile(path: "\(path)/\(id)", size: part.size, digest: part.digest())
            return (Hold(part), file)
        }
        defer { hold.end() }
        return try await use(file)
    }

    public func discard(_ id: String) async throws {
        try await threads.run { [folder] in
            do {
                let part = try LockedPart(id, in: folder)
                try folder.unlink(id)
                _ = consume part
            } catch let error as CloakroomError where error.kind == .blobMissing {
                return
            }
        }
    }

    public func ids() async throws -> [String] {
        try await threads.run { [folder] in try folder.names().filter(ResumableUpload.isID) }
    }

    /// Keeps others away until its end. The thread that made it may have it in hand for longer than its caller.
    private final class Hold: Sendable {
        private let part: Mutex<LockedPart?>

        init(_ part: consuming LockedPart) {
            self.part = Mutex(consume part)
        }

        func end() { part.withLock { $0 = nil } }
    }
}

extension BatchedWriter: PartWriter where Output == PartOutput {
    func flush() async throws -> Int64 { try await pause { try $0.sync() } }
}
