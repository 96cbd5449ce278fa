internal import CloakroomCore
internal import Glibc
internal import NIOCore
internal import Synchronization

/// The disk's side of adding to an unfinished file, which nobody else can touch meanwhile.
final class PartOutput: BatchOutput {
    private struct State: ~Copyable {
        let part: LockedPart
        var size: Int64
        var isBroken = false
    }

    private let floor: FreeSpaceFloor
    private let state: Mutex<State>

    /// - Throws: `.offsetMismatch` unless there are `offset` bytes.
    init(_ part: consuming LockedPart, at offset: Int64, floor: FreeSpaceFloor) throws {
        let size = try part.size
        guard size == offset else { throw CloakroomError(.offsetMismatch(expected: size)) }
        self.floor = floor
        state = Mutex(State(part: part, size: size))
    }

    /// What comes after a failed write has no place: it would leave a gap.
    func write(_ batch: Batch) throws {
        try state.withLock { state in
            guard !state.isBroken else { throw CloakroomError(.unavailable, "a write before this one failed") }
            state.isBroken = true
            try floor.check(Int64(batch.size), at: state.part.descriptor)
            for piece in batch.pieces {
                let outcome = piece.withUnsafeReadableBytes { bytes in
                    Result { () throws(FileFailure) in try state.part.descriptor.write(bytes) }
                }
                try outcome.get()
            }
            state.part.descriptor.startWriteBack(from: state.size, count: batch.size)
            state.size += Int64(batch.size)
            state.isBroken = false
        }
    }

    /// Returns how many bytes there are, durable.
    func finish(_ batch: Batch) throws -> Int64 {
        try write(batch)
        return try sync()
    }

    func sync() throws -> Int64 {
        try state.withLock { state in
            try state.part.sync()
            return state.size
        }
    }
}
