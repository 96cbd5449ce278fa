public import CloakroomCore
import CloakroomCrypto
import Foundation
import NIOCore
import Synchronization

/// Unfinished files in memory.
public final class ScriptedParts: PartSpool {
    private let files = Mutex<[String: [UInt8]]>([:])

    public init() {}

    /// What has come of each.
    public var contents: [String: [UInt8]] { files.withLock { $0 } }

    /// Puts a file there, as if it had been left.
    public func leave(_ bytes: [UInt8], as id: String) { files.withLock { $0[id] = bytes } }

    public func begin(_ id: String) throws {
        try files.withLock { files in
            guard files[id] == nil else { throw CloakroomError(.conflict) }
            files[id] = []
        }
    }

    public func length(of id: String) throws -> Int64 { Int64(try content(id).count) }

    public func append(
        to id: String, at offset: Int64, limit: Int64, fill: (any PartWriter) async throws -> Void
    ) async throws -> Int64 {
        guard try length(of: id) == offset else { throw CloakroomError(.offsetMismatch(expected: try length(of: id))) }
        try await fill(Writer(id: id, limit: limit, parts: self))
        return try length(of: id)
    }

    public func append(_ file: SpoolFile, to id: String, at offset: Int64) async throws -> Int64 {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file.path)))
        return try await append(to: id, at: offset, limit: .max) { try await $0.append(ByteBuffer(bytes: bytes)) }
    }

    public func withFile<Result: Sendable>(
        _ id: String, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        let bytes = try content(id)
        let path = NSTemporaryDirectory() + "cloakroom-part-" + SecureRandom.uuid()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try await use(SpoolFile(path: path, size: Int64(bytes.count), digest: Digest(of: bytes)))
    }

    public func discard(_ id: String) { files.withLock { $0[id] = nil } }

    public func ids() -> [String] { files.withLock { Array($0.keys) } }

    private func content(_ id: String) throws -> [UInt8] {
        guard let bytes = files.withLock({ $0[id] }) else { throw CloakroomError(.blobMissing) }
        return bytes
    }

    private struct Writer: PartWriter {
        let id: String
        let limit: Int64
        let parts: ScriptedParts

        func append(_ bytes: ByteBuffer) async throws {
            let there = try parts.content(id)
            guard Int64(there.count + bytes.readableBytes) <= limit else {
                throw CloakroomError(.tooLarge(limit: limit))
            }
            parts.leave(there + Array(bytes.readableBytesView), as: id)
        }

        func flush() async throws -> Int64 { try parts.length(of: id) }
    }
}
