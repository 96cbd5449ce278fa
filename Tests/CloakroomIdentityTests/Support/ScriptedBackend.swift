import CloakroomCore

@testable import CloakroomIdentity

/// A chat backend in memory: it says what a test tells it to, counts, and can hold its answers back.
actor ScriptedBackend: BackendFetching {
    private(set) var asked: [String] = []
    private var answer: BackendAnswer?
    private var isHolding = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var arrivals: [(count: Int, done: CheckedContinuation<Void, Never>)] = []

    /// - Parameter body: nil for a backend that is not there.
    func say(_ body: String?, status: Int = 200) {
        answer = body.map { BackendAnswer(status: status, body: Array($0.utf8)) }
    }

    func hold() { isHolding = true }

    func release() {
        isHolding = false
        for continuation in held { continuation.resume() }
        held = []
    }

    /// Returns when `count` questions have come in.
    func waitForQuestions(_ count: Int) async {
        guard asked.count < count else { return }
        await withCheckedContinuation { arrivals.append((count, $0)) }
    }

    func get(_ url: String, authorization: String?) async throws -> BackendAnswer {
        asked.append([url, authorization].compactMap { $0 }.joined(separator: " "))
        for arrival in arrivals where arrival.count <= asked.count { arrival.done.resume() }
        arrivals.removeAll { $0.count <= asked.count }
        if isHolding { await withCheckedContinuation { held.append($0) } }
        guard let answer else { throw CloakroomError(.unavailable) }
        return answer
    }
}

/// The kind of error that `body` throws.
func refusal(of body: () async throws -> Void) async -> CloakroomError.Kind? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? CloakroomError)?.kind
    }
}
