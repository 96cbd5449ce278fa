internal import CloakroomCore
internal import CloakroomCrypto
internal import Glibc
internal import NIOCore
internal import Synchronization

/// The disk's side of one spool file: batches written and hashed in order, on the spool's threads.
final class SpoolOutput: BatchOutput {
    private struct State: ~Copyable {
        var descriptor: Descriptor?
        let hasher = SHA256Hasher()
        var size: Int64 = 0

        func check(_ floor: FreeSpaceFloor, _ count: Int64) throws(CloakroomError) {
            switch descriptor {
            case .some(let file): try floor.check(count, at: file)
            case .none: break
            }
        }

        /// The disk begins with the bytes at once, so that making them durable takes less time later.
        mutating func add(_ batch: Batch) throws(FileFailure) {
            for piece in batch.pieces {
                let outcome = piece.withUnsafeReadableBytes { bytes in
                    Result { () throws(FileFailure) in try write(bytes) }
                }
                try outcome.get()
            }
            descriptor?.startWriteBack(from: size, count: batch.size)
            size += Int64(batch.size)
        }

        private func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
            try descriptor?.write(bytes)
            hasher.update(bytes)
        }
    }

    let path: String
    private let floor: FreeSpaceFloor
    private let state = Mutex(State())

    init(path: String, floor: FreeSpaceFloor) {
        self.path = path
        self.floor = floor
    }

    /// Writes a batch behind those before it; the first one makes the file.
    /// - Throws: `.noSpace` when it would reach below the floor, ``FileFailure``.
    func write(_ batch: Batch) throws {
        try state.withLock { state in try write(batch, &state) }
    }

    /// Writes the last batch and closes the file.
    func finish(_ batch: Batch) throws -> SpoolFile {
        try state.withLock { state in
            try write(batch, &state)
            state.descriptor = nil
            return SpoolFile(path: path, size: state.size, digest: state.hasher.finish())
        }
    }

    /// Closes and removes the file, if it was made.
    func remove() {
        state.withLock { $0.descriptor = nil }
        unlink(path)
    }

    private func write(_ batch: Batch, _ state: inout State) throws {
        if state.descriptor == nil {
            state.descriptor = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        }
        try state.check(floor, Int64(batch.size))
        try state.add(batch)
    }
}
