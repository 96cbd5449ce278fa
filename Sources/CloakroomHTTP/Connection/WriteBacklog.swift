import NIOCore

/// What a client has not yet taken of its answers.
struct WriteBacklog {
    /// Bytes at the last look.
    private var bytes = 0

    /// Looks how much there is.
    /// - Returns: whether there is more or less than at the last look.
    mutating func hasMoved(_ channel: any Channel) -> Bool {
        let last = bytes
        bytes = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        return bytes != last
    }
}
