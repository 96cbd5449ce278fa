internal import CloakroomCore

/// Runs the writes of concurrent callers in shared transactions, because every commit costs an fsync: two round trips,
/// however many writes there are.
///
/// No write needs another's success, and one that finds nothing to do says so without an error; so a refusal is rare, and
/// undoes the transaction for all. Then each is run again for itself.
///
/// Those who must wait for each other's transactions (for room in a project, say) are in the order of what they wait for, in
/// every transaction alike: otherwise two that have several of them would wait for each other.
///
/// A transaction is run again when it is certain that it was not committed: it was refused for a passing reason, or the
/// connection was lost. Each leaves its number in the database, in a row of the thread's own; so when the connection is
/// lost while COMMIT is under way, a look at that row tells what became of it. (The server's own transaction ids would not
/// do: after a crash it gives those out again that it had not yet written down.)
enum PostgreSQLCommits {
    private static let attempts = 4
    /// How long the fate of a transaction is asked for before its callers are told that nobody knows.
    private static let doubt = Duration.seconds(15)

    static func serve(_ calls: [PostgreSQLCall], _ session: inout PostgreSQLSession) {
        let calls = calls.sorted { $0.turn < $1.turn }
        do {
            for (call, answers) in zip(calls, try commit(calls, &session)) { call.answer(.success(answers)) }
        } catch is ServerRefusal where calls.count > 1 {
            for call in calls { serve([call], &session) }
        } catch {
            for call in calls { call.answer(.failure(error)) }
        }
    }

    private static func commit(
        _ calls: [PostgreSQLCall], _ session: inout PostgreSQLSession
    ) throws -> [[SQLAnswer]] {
        for _ in 1..<attempts {
            do {
                return try transact(calls, &session)
            } catch let refusal as ServerRefusal where refusal.isPassing {
            } catch is ConnectionLost {
            }
        }
        return try transact(calls, &session)
    }

    private static func transact(
        _ calls: [PostgreSQLCall], _ session: inout PostgreSQLSession
    ) throws -> [[SQLAnswer]] {
        let connection = try session.connect()
        session.batch += 1
        let mark = CommitMark(writer: session.writer, batch: session.batch)
        let deadline = calls.deadline
        do {
            let answers = try connection.begin(calls, mark, until: deadline)
            do {
                try connection.commit(until: deadline)
            } catch let lost as ConnectionLost {
                session.drop()
                guard try isCommitted(mark, &session) else { throw lost }
            }
            return answers
        } catch let lost as ConnectionLost {
            session.drop()
            throw lost
        } catch let refusal as ServerRefusal {
            if !connection.rollBack() { session.drop() }
            throw refusal
        }
    }

    /// What became of a transaction whose commit was not answered. Waits for it while it is still under way.
    /// - Throws: `.unavailable` when that cannot be found out; the transaction must not be run again then.
    private static func isCommitted(_ mark: CommitMark, _ session: inout PostgreSQLSession) throws -> Bool {
        do {
            return try session.insist(until: .now + doubt) { connection in
                let answers = try connection.exchange([mark.question], apart: true, until: .now + .seconds(6))
                switch answers.first {
                case .success(let answer): return answer.rows.first?.first == String(mark.batch)
                case .failure, nil: return nil
                }
            }
        } catch {
            throw CloakroomError(.unavailable, "nobody knows whether a commit took effect", cause: error)
        }
    }
}

/// The number of a transaction, and whose it is.
private struct CommitMark {
    let writer: String
    let batch: Int

    /// To be run within the transaction. The row is locked then until the transaction has ended.
    var statement: SQLStatement {
        SQLStatement(
            """
            INSERT INTO commits VALUES ($1, $2, clock_timestamp())
            ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at = excluded.at
            """, [writer, batch])
    }

    /// Answers with the number of the writer's last commit. It waits for the row, also for one that is not yet to be seen.
    var question: SQLStatement {
        SQLStatement(
            """
            INSERT INTO commits VALUES ($1, 0, clock_timestamp())
            ON CONFLICT (writer) DO UPDATE SET batch = commits.batch RETURNING batch
            """, [writer])
    }
}

extension PostgreSQLConnection {
    /// Runs all but the commit.
    /// - Returns: the answers for each call.
    fileprivate func begin(
        _ calls: [PostgreSQLCall], _ mark: CommitMark, until deadline: ContinuousClock.Instant
    ) throws -> [[SQLAnswer]] {
        let statements = [SQLStatement("BEGIN")] + calls.flatMap(\.statements) + [mark.statement]
        let outcomes = try exchange(statements, apart: false, until: deadline)
        // The first refusal is the reason; what comes after it was skipped.
        var answers = try outcomes.map { try $0.get() }.dropFirst()
        return calls.map { call in
            defer { answers = answers.dropFirst(call.statements.count) }
            return Array(answers.prefix(call.statements.count))
        }
    }

    fileprivate func commit(until deadline: ContinuousClock.Instant) throws {
        let answer = try exchange([SQLStatement("COMMIT")], apart: true, until: deadline).first?.get()
        guard answer?.command == "COMMIT" else {
            throw ServerRefusal(state: "40000", message: "the server rolled the transaction back")
        }
    }

    /// - Returns: whether that worked.
    fileprivate func rollBack() -> Bool {
        let outcomes = try? exchange([SQLStatement("ROLLBACK")], apart: true, until: .now + .seconds(5))
        return (try? outcomes?.first?.get()) != nil
    }
}
