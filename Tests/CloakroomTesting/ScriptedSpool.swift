public import CloakroomCore
import CloakroomCrypto
import Foundation
import NIOCore
import Synchronization

/// A spool of plain files, whose dead owners are named by the test.
public final class ScriptedSpool: Spool {
    public let owner = "this"
    private let folder: String
    private let dead = Mutex<[String]>([])

    public init() {
        folder = NSTemporaryDirectory() + "cloakroom-spool-" + SecureRandom.uuid()
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    public func bury(_ owners: [String]) { dead.withLock { $0 = owners } }

    /// Files that are in the spool now.
    public var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

    public func withFile<Result: Sendable>(
        limit: Int64, fill: (any SpoolWriter) async throws -> Void, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + SecureRandom.uuid()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = Writer(limit: limit)
        try await fill(writer)
        let bytes = writer.bytes
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try await use(SpoolFile(path: path, size: Int64(bytes.count), digest: Digest(of: bytes)))
    }

    public func abandonedOwners() async throws -> [String] { dead.withLock { $0 } }

    public func clear(owner: String) async throws { dead.withLock { $0.removeAll { $0 == owner } } }

    private final class Writer: SpoolWriter {
        private let limit: Int64
        private let content = Mutex<[UInt8]>([])

        init(limit: Int64) {
            self.limit = limit
        }

        var bytes: [UInt8] { content.withLock { $0 } }

        func append(_ bytes: ByteBuffer) async throws {
            try content.withLock { content in
                content += Array(bytes.readableBytesView)
                guard Int64(content.count) <= limit else { throw CloakroomError(.tooLarge(limit: limit)) }
            }
        }
    }
}
