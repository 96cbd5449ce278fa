internal import CloakroomCore
internal import CloakroomCrypto
internal import NIOCore

/// Gathers what an upload sends into batches. While one batch is written and hashed the next one fills, so network and
/// disk work at the same time and an upload never holds more than two batches.
actor BatchedWriter: SpoolWriter {
    static let batchSize = 512 << 10

    private let output: SpoolOutput
    private let threads: FileThreads
    private let limit: Int64
    private var size: Int64 = 0
    private var batch = ByteBuffer()
    private var writing: Task<Void, any Error>?
    private var isFinished = false

    init(to output: SpoolOutput, limit: Int64, threads: FileThreads) {
        self.output = output
        self.limit = limit
        self.threads = threads
    }

    func append(_ bytes: ByteBuffer) async throws {
        guard !isFinished else { throw CloakroomError(.internalFailure, "append to a finished spool file") }
        guard Int64(bytes.readableBytes) <= limit - size else { throw CloakroomError(.tooLarge(limit: limit)) }
        size += Int64(bytes.readableBytes)
        var rest = bytes
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.batchSize - batch.readableBytes)),
            piece.readableBytes > 0
        {
            batch.writeImmutableBuffer(piece)
            if batch.readableBytes == Self.batchSize { try await startWriting() }
        }
    }

    /// Waits for all bytes to be in the file; one trip to the threads when they fit a batch.
    func finish() async throws -> SpoolFile {
        isFinished = true
        try await settle()
        let digest = try await threads.run { [output, batch] in try output.finish(batch) }
        return SpoolFile(path: output.path, size: size, digest: digest)
    }

    /// Waits for what is under way and removes the file.
    func remove() async {
        isFinished = true
        try? await settle()
        try? await threads.run { [output] in output.remove() }
    }

    private func startWriting() async throws {
        try Task.checkCancellation()
        try await settle()
        let full = batch
        batch = ByteBuffer()
        writing = Task { [output, threads] in try await threads.run { try output.write(full) } }
    }

    private func settle() async throws {
        guard let task = writing else { return }
        writing = nil
        try await task.value
    }
}
