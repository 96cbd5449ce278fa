/// Fetches from the chat backend; tests put a scripted one in its place.
protocol BackendFetching: Sendable {
    /// - Throws: `.unavailable` when there is no answer in time, or one that is too long.
    func get(_ url: String, authorization: String?) async throws -> BackendAnswer
}

struct BackendAnswer: Hashable, Sendable {
    var status: Int
    /// Empty unless the status is 200.
    var body: [UInt8] = []
}
