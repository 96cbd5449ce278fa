import NIOCore

/// Whether a client goes on taking its answers.
protocol ReadingProgress {
    /// Whether there is something that it has yet to take, and should.
    func isAwaited(_ channel: any Channel) -> Bool

    /// - Returns: whether it took some, or got more to take, since the last look.
    mutating func hasMoved(_ channel: any Channel) -> Bool
}

/// What a client has not yet taken of its answers; for a connection only, a stream cannot tell.
struct WriteBacklog: ReadingProgress {
    /// Bytes at the last look.
    private var bytes = 0

    /// What is left of an answer that has ended may be less; ``SlowClientHandler`` looks after that.
    func isAwaited(_ channel: any Channel) -> Bool { !channel.isWritable }

    /// Looks how much there is.
    /// - Returns: whether there is more or less than at the last look.
    mutating func hasMoved(_ channel: any Channel) -> Bool {
        let last = bytes
        bytes = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        return bytes != last
    }
}
