internal import CloakroomCrypto
internal import NIOCore
internal import Synchronization

/// Hashes what a client sends, to be held against the checksum that it told.
final class ChecksumTally: Sendable {
    private let expected: [UInt8]
    private let hasher: Mutex<ChecksumHasher>

    init(_ checksum: Checksum) {
        expected = checksum.value
        hasher = Mutex(ChecksumHasher(checksum.algorithm))
    }

    func add(_ bytes: ByteBuffer) {
        hasher.withLock { hasher in bytes.withUnsafeReadableBytes { hasher.update($0) } }
    }

    /// Whether all that was added has the checksum. To be asked once.
    var isRight: Bool { hasher.withLock { $0.finish() } == expected }
}

/// Tells a tally of all that passes by on its way into the spool.
struct TallyingWriter: SpoolWriter {
    let writer: any SpoolWriter
    let tally: ChecksumTally

    func append(_ bytes: ByteBuffer) async throws {
        tally.add(bytes)
        try await writer.append(bytes)
    }
}
