internal import CloakroomCore
internal import CloakroomCrypto
internal import NIOCore

/// Where batches go, in order.
protocol BatchOutput: Sendable {
    associatedtype Outcome: Sendable
    func write(_ batch: Batch) throws
    /// Writes the last batch and ends.
    func finish(_ batch: Batch) throws -> Outcome
}

/// Gathers what an upload sends into batches. While one batch is written and hashed the next one fills, so network and
/// disk work at the same time and an upload never holds more than two batches.
actor BatchedWriter<Output: BatchOutput>: SpoolWriter {
    private let output: Output
    private let threads: FileThreads
    private let limit: Int64
    private var size: Int64 = 0
    private var batch = Batch()
    private var writing: Task<Void, any Error>?
    private var isFinished = false

    init(to output: Output, limit: Int64, threads: FileThreads) {
        self.output = output
        self.limit = limit
        self.threads = threads
    }

    func append(_ bytes: ByteBuffer) async throws {
        guard !isFinished else { throw CloakroomError(.internalFailure, "append to a finished spool file") }
        guard Int64(bytes.readableBytes) <= limit - size else { throw CloakroomError(.tooLarge(limit: limit)) }
        size += Int64(bytes.readableBytes)
        var rest = bytes
        while rest.readableBytes > 0, let piece = rest.readSlice(length: min(rest.readableBytes, batch.room)) {
            batch.append(piece)
            if batch.room == 0 { try await startWriting() }
        }
    }

    /// Waits for all bytes to be in the file; one trip to the threads when they fit a batch.
    func finish() async throws -> Output.Outcome {
        isFinished = true
        try await settle()
        return try await threads.run { [output, batch] in try output.finish(batch) }
    }

    /// Waits for what is under way and lets `work` do the rest on the threads; nothing more is added.
    func end(_ work: @escaping @Sendable (Output) -> Void) async {
        isFinished = true
        try? await settle()
        try? await threads.run { [output] in work(output) }
    }

    /// Writes what was added so far, and lets `work` look at it on the threads.
    func pause<Result: Sendable>(_ work: @escaping @Sendable (Output) throws -> Result) async throws -> Result {
        try await settle()
        let rest = batch
        batch = Batch()
        return try await threads.run { [output] in
            try output.write(rest)
            return try work(output)
        }
    }

    private func startWriting() async throws {
        try Task.checkCancellation()
        try await settle()
        let full = batch
        batch = Batch()
        writing = Task { [output, threads] in try await threads.run { try output.write(full) } }
    }

    private func settle() async throws {
        guard let task = writing else { return }
        writing = nil
        try await task.value
    }
}
