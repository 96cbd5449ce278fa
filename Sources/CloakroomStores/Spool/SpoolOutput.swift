internal import CloakroomCore
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

        func check(_ floor: FreeSpaceFloor, _ count: Int64) throws(CloakroomError) {
            switch descriptor {
            case .some(let file): try floor.check(count, at: file)
            case .none: break
            }
        }

        /// The disk begins with the bytes while they are hashed, so that making them durable takes less time later.
        mutating func add(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
            try descriptor?.write(bytes)
            descriptor?.startWriteBack(from: size, count: bytes.count)
            hasher.update(bytes)
            size += Int64(bytes.count)
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
    func write(_ batch: ByteBuffer) throws {
        try state.withLock { state in try write(batch, &state) }
    }

    /// Writes the last batch and closes the file.
    func finish(_ batch: ByteBuffer) throws -> Digest {
        try state.withLock { state in
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

    private func write(_ batch: ByteBuffer, _ state: inout State) throws {
        if state.descriptor == nil {
            state.descriptor = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        }
        try state.check(floor, Int64(batch.readableBytes))
        let outcome = batch.withUnsafeReadableBytes { bytes in
            Result { () throws(FileFailure) in try state.add(bytes) }
        }
        try outcome.get()
    }
}
