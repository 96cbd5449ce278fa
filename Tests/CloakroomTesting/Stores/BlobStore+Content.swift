public import CloakroomCore
internal import NIOCore

extension BlobStore {
    /// The bytes of a span, gathered.
    public func content(of key: BlobKey, _ span: ByteSpan) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await read(key, span) { $0.withUnsafeReadableBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }
}

extension Spool {
    /// Spools `content`, in pieces of `piece` bytes.
    public func with<Result: Sendable>(
        _ content: [UInt8], inPiecesOf piece: Int = 64 << 10, use: (SpoolFile) async throws -> Result
    ) async throws -> Result {
        try await withFile(limit: Int64(content.count)) { writer in
            for start in stride(from: 0, to: content.count, by: piece) {
                try await writer.append(ByteBuffer(bytes: content[start..<min(start + piece, content.count)]))
            }
        } use: {
            try await use($0)
        }
    }

    /// Spools `content` and has `store` adopt it.
    public func put(_ content: [UInt8], as key: BlobKey, in store: any BlobStore) async throws {
        try await with(content) { try await store.adopt($0, as: key) }
    }
}
