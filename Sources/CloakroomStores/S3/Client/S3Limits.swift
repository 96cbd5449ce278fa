/// How long things may take on a connection, and how many connections there may be.
struct S3Limits: Sendable {
    /// For getting a connection: a new one, or one that somebody else lets go. Less than any try of a call may take, so that
    /// the call can tell why it got none.
    var connecting: Duration
    /// How long nothing may come over a connection that owes an answer.
    var silence: Duration
    /// How long nothing may go into one.
    var congestion: Duration
    /// How many may read at once: each has a connection for as long as its own client takes.
    var readers = 10_000
    /// Connections for writing, which is done from files and at the pace of the server.
    var writers = 256

    init(patience: Duration) {
        connecting = patience / 3
        silence = patience
        congestion = patience / 2
    }
}
