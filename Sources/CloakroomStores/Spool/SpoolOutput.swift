internal import CloakroomCrypto
internal import Glibc
internal import NIOCore
internal import Synchronization

/// The disk's side of one spool file: batches written and hashed in order, on the spool's threads.
final class SpoolOutput: Sendable {
    private struct State: ~Copyable {
        var descriptor: Descriptor?
        let hasher = SHA256Hasher()
        var size: Int64 = 0

        /// The disk begins with the bytes while they are hashed, so that making them durable takes less time later.
        mutating func add(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
            try descriptor?.write(bytes)
            descriptor?.startWriteBack(from: size, count: bytes.count)
            hasher.update(bytes)
            size += Int64(bytes.count)
        }
    }

    let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    /// Writes a batch behind those before it; the first one makes the file.
    func write(_ batch: ByteBuffer) throws(FileFailure) {
        try state.withLock { state throws(FileFailure) in try write(batch, &state) }
    }

    /// Writes the last batch and closes the file.
    func finish(_ batch: ByteBuffer) throws(FileFailure) -> Digest {
        try state.withLock { state throws(FileFailure) in
            try write(batch, &state)
            state.descriptor = nil
            return state.hasher.finish()
        }
    }

    /// Closes and removes the file, if it was made.
    func remove() {
        state.withLock { $0.descriptor = nil }
        unlink(path)
    }

    private func write(_ batch: ByteBuffer, _ state: inout State) throws(FileFailure) {
        if state.descriptor == nil {
            state.descriptor = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        }
        let outcome = batch.withUnsafeReadableBytes { bytes in
            Result { () throws(FileFailure) in try state.add(bytes) }
        }
        try outcome.get()
    }
}
