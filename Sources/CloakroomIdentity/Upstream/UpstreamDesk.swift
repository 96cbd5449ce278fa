import CloakroomCore
import CloakroomCrypto
import Foundation
import Metrics

/// What a question to the chat backend is about, beside the caller.
enum UpstreamTopic: Hashable, Sendable {
    case nothing
    case project(HexID)
    case bot(HexID)

    var queryItem: URLQueryItem? {
        switch self {
        case .nothing: nil
        case .project(let id): URLQueryItem(name: "project_id", value: id.text)
        case .bot(let id): URLQueryItem(name: "bot_id", value: id.text)
        }
    }
}

/// Asks the chat backend: each question once at a time, and again only when the last answer is too old.
struct UpstreamDesk: Sendable {
    private let url: BackendURL
    private let backend: any BackendFetching
    private let clock: WallClock
    private let answers: FreshCache<Question, UpstreamVerdict>
    /// Apart from the answers, so that made-up tokens push out nobody's.
    private let refusals: FreshCache<Question, UpstreamVerdict>
    private let flights: SingleFlight<Question, UpstreamVerdict>
    private let fingerprints = HMACSHA256.random()

    /// Questions under way at the same time; more are refused with `.busy`.
    static let longestQueue = 512

    private struct Question: Hashable, Sendable {
        /// A keyed hash of the credential: what is kept here is of no use to anybody who reads it.
        var caller: Digest
        var topic: UpstreamTopic
    }

    /// - Parameters:
    ///   - lifetime: seconds.
    ///   - limit: answers kept, and refusals.
    init(
        url: BackendURL, backend: any BackendFetching, lifetime: Int64, clock: WallClock, limit: Int = 16_384,
        queue: Int = Self.longestQueue
    ) {
        self.url = url
        self.backend = backend
        self.clock = clock
        answers = FreshCache(limit: limit, lifetime: lifetime * 1000, clock: clock)
        refusals = FreshCache(limit: limit, lifetime: lifetime * 1000, clock: clock)
        flights = SingleFlight(limit: queue)
    }

    /// How many answers and refusals are kept.
    var count: Int { answers.count + refusals.count }

    /// - Throws: `.unavailable` when the backend has nothing usable to say, `.busy` when too many wait for it.
    func ask(_ credential: Credential, about topic: UpstreamTopic) async throws -> UpstreamVerdict {
        guard let authorization = credential.authorization else {
            throw CloakroomError(.unauthenticated, "a credential that no header can carry")
        }
        let question = question(authorization, topic)
        if let verdict = known(question) { return verdict }
        return try await flights.value(for: question) {
            // Whoever looked just before an answer came in finds it now.
            if let verdict = known(question) { return verdict }
            let since = clock.now()
            let verdict = try await fetch(authorization, topic)
            keep(verdict, for: question, since: since)
            return verdict
        }
    }

    /// What it was told, and still believes.
    func recall(_ credential: Credential, about topic: UpstreamTopic) -> Recalled<UpstreamAnswer>? {
        guard let authorization = credential.authorization,
            let known = answers.recall(question(authorization, topic)), case .answer(let answer) = known.value
        else { return nil }
        return known.map { _ in answer }
    }

    private func question(_ authorization: String, _ topic: UpstreamTopic) -> Question {
        Question(caller: fingerprints.code(of: authorization.utf8), topic: topic)
    }

    private func known(_ question: Question) -> UpstreamVerdict? {
        answers.value(for: question) ?? refusals.value(for: question)
    }

    private func keep(_ verdict: UpstreamVerdict, for question: Question, since: Timestamp) {
        if case .answer = verdict {
            answers.keep(verdict, for: question, since: since)
        } else {
            refusals.keep(verdict, for: question, since: since)
        }
    }

    private func fetch(_ authorization: String, _ topic: UpstreamTopic) async throws -> UpstreamVerdict {
        do {
            guard let url = url.text(adding: topic.queryItem) else { throw CloakroomError(.internalFailure, "no URL") }
            let verdict = try Self.read(await backend.get(url, authorization: authorization), topic)
            Self.count(verdict)
            return verdict
        } catch {
            Self.count(nil)
            throw error
        }
    }

    /// A project or bot that the backend does not have is one that nobody may use.
    private static func read(_ answer: BackendAnswer, _ topic: UpstreamTopic) throws -> UpstreamVerdict {
        switch answer.status {
        case 200: return .answer(try UpstreamAnswer(answer.body))
        case 401: return .unauthenticated
        case 403: return .forbidden
        case 404 where topic != .nothing: return .forbidden
        default: throw CloakroomError(.unavailable, "the chat backend answered \(answer.status)")
        }
    }

    private static func count(_ verdict: UpstreamVerdict?) {
        let result =
            switch verdict {
            case .answer: "known"
            case .unauthenticated, .forbidden: "refused"
            case nil: "failed"
            }
        Counter(label: "cloakroom_upstream_questions_total", dimensions: [("result", result)]).increment()
    }
}
