public import CloakroomCore
internal import CloakroomCrypto

/// The spool in a folder. Each process has a part of its own there, which it holds by a lock; what a dead process left
/// is found by the lock that nobody holds.
public struct LocalSpool: Spool {
    let path: String
    let home: SpoolHome
    let threads: FileThreads
    private let floor: FreeSpaceFloor

    public var owner: String { home.owner }

    /// Makes this process's part of the spool in `folder`, which is made when it is missing.
    /// - Parameters:
    ///   - floor: space that uploads leave free.
    ///   - threads: how many uploads may be written and hashed at once.
    /// - Throws: `.unavailable` or `.noSpace`.
    public init(folder: String, floor: FreeSpaceFloor = FreeSpaceFloor(bytes: 0), threads: Int = 8) throws {
        do throws(FileFailure) {
            try Folder.makeAll(folder)
            let spool = try Folder(at: folder)
            home = try SpoolHome(in: spool)
        } catch {
            throw CloakroomError(error)
        }
        path = folder
        self.floor = floor
        self.threads = FileThreads(threads, name: "spool")
    }

    public func withFile<Result: Sendable>(
        limit: Int64, fill: (any SpoolWriter) async throws -> Void, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        let output = SpoolOutput(path: "\(path)/\(owner)/\(SecureRandom.hex(16))", floor: floor)
        let writer = BatchedWriter(to: output, limit: limit, threads: threads)
        do {
            try await fill(writer)
            let result = try await use(try await writer.finish())
            await writer.end { $0.remove() }
            return result
        } catch {
            await writer.end { $0.remove() }
            throw error
        }
    }

    public func room() async throws -> Int64 {
        try await threads.run { [path, owner, floor] in
            try floor.room(at: Folder(at: "\(path)/\(owner)").descriptor)
        }
    }
}
