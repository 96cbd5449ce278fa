/// Statements that belong together, and whoever waits for their answers.
struct PostgreSQLCall: Sendable {
    let statements: [SQLStatement]
    /// What it waits for; empty for nothing.
    var turn: String { statements.lazy.compactMap(\.turn).first ?? "" }
    /// How long the server may take.
    let patience: Duration
    let answer: @Sendable (Result<[SQLAnswer], any Error>) -> Void
}
