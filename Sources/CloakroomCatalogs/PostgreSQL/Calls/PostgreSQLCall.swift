/// Statements that belong together, and whoever waits for their answers.
struct PostgreSQLCall: Sendable {
    let statements: [SQLStatement]
    /// How long the server may take.
    let patience: Duration
    let answer: @Sendable (Result<[SQLAnswer], any Error>) -> Void
}
