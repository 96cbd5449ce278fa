internal import CloakroomCore

/// Answers calls that only read: all in one round trip, each for itself. What a lost connection left unanswered is asked
/// once more, on a new one.
enum PostgreSQLQueries {
    static func serve(_ calls: [PostgreSQLCall], _ session: inout PostgreSQLSession) {
        do {
            for (call, outcome) in zip(calls, try ask(calls, &session)) { call.answer(outcome) }
        } catch {
            for call in calls { call.answer(.failure(error)) }
        }
    }

    private static func ask(
        _ calls: [PostgreSQLCall], _ session: inout PostgreSQLSession
    ) throws -> [Result<[SQLAnswer], any Error>] {
        let deadline = calls.deadline
        do {
            return try session.ask(calls, until: deadline)
        } catch is ConnectionLost where ContinuousClock.now < deadline {
            return try session.ask(calls, until: deadline)
        }
    }
}

extension PostgreSQLSession {
    fileprivate mutating func ask(
        _ calls: [PostgreSQLCall], until deadline: ContinuousClock.Instant
    ) throws -> [Result<[SQLAnswer], any Error>] {
        do {
            var outcomes = try connect().exchange(calls.flatMap(\.statements), apart: true, until: deadline)[...]
            return calls.map { call in
                defer { outcomes = outcomes.dropFirst(call.statements.count) }
                return Result { try outcomes.prefix(call.statements.count).map { try $0.get() } }
            }
        } catch let lost as ConnectionLost {
            drop()
            throw lost
        }
    }
}

extension [PostgreSQLCall] {
    /// When the server has taken too long, counted from now.
    var deadline: ContinuousClock.Instant { .now + (map(\.patience).max() ?? .zero) }
}
