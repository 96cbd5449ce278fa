internal import CloakroomCore
internal import CloakroomCrypto
internal import Glibc
internal import NIOCore

/// A spooled file that is open for being sent. Its descriptor was only read, so any thread may close it.
final class SpoolSource: Sendable {
    /// Bytes read in one go.
    static let pieceSize = 256 << 10

    private let descriptor: Descriptor
    let size: Int64

    /// - Throws: `.unavailable` for a file that is not as long as it was.
    init(_ spool: SpoolFile) throws {
        descriptor = try Descriptor(opening: spool.path, O_RDONLY)
        size = spool.size
        guard try Int64(descriptor.status().st_size) == spool.size else {
            throw CloakroomError(.unavailable, "spool file \(spool.path) is not as long as it was")
        }
    }

    /// Reads up to a piece; empty at the end of `span`.
    func piece(of span: ByteSpan) throws -> ByteBuffer {
        let count = Int(min(span.count, Int64(Self.pieceSize)))
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
            try descriptor.read(at: span.start, into: UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
        }
        guard buffer.readableBytes == count else { throw CloakroomError(.unavailable, "a spool file has shrunk") }
        return buffer
    }
}

/// A part of a spooled file, as a body that can be sent again and again.
struct SpoolSpan: AsyncSequence, Sendable {
    let source: SpoolSource
    let span: ByteSpan
    let digest: Digest
    let threads: FileThreads
    let patience: Duration

    func makeAsyncIterator() -> Iterator { Iterator(rest: span, sequence: self) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var rest: ByteSpan
        fileprivate let sequence: SpoolSpan

        mutating func next() async throws -> ByteBuffer? {
            guard rest.count > 0 else { return nil }
            let piece = try await sequence.threads.run(within: sequence.patience) { [rest, sequence] _ in
                try sequence.source.piece(of: rest)
            }
            rest = rest.dropping(Int64(piece.readableBytes))
            return piece
        }
    }
}
