internal import CPostgres
internal import Foundation

extension PostgreSQLConnection {
    typealias Outcome = Result<SQLAnswer, ServerRefusal>

    private enum Expected {
        case preparation(of: SQLStatement)
        case statement
        case synchronization
    }

    /// Sends all statements at once and reads their answers.
    /// - Parameter apart: whether each is a transaction of its own. Otherwise those after a refused one are skipped, and
    ///   whether they share a transaction is up to them.
    /// - Throws: ``ConnectionLost``, also when `deadline` passes; the connection must not be used again then.
    func exchange(
        _ statements: [SQLStatement], apart: Bool, until deadline: ContinuousClock.Instant
    ) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        var refusal: ServerRefusal?
        for expected in try send(statements, apart: apart) {
            switch expected {
            case .preparation(let statement):
                if case .failure(let error) = try outcome(until: deadline) {
                    kept[statement.sql] = nil
                    refusal = error
                }
            case .statement:
                let outcome = try outcome(until: deadline)
                outcomes.append(refusal.map { .failure($0) } ?? outcome)
                refusal = nil
            case .synchronization: try awaitSynchronization(until: deadline)
            }
        }
        return outcomes
    }

    private func send(_ statements: [SQLStatement], apart: Bool) throws -> [Expected] {
        var expected: [Expected] = []
        for (number, statement) in statements.enumerated() {
            if statement.isKept, kept[statement.sql] == nil {
                try prepare(statement.sql)
                expected.append(.preparation(of: statement))
            }
            try send(statement)
            expected.append(.statement)
            if apart || number == statements.count - 1 {
                guard PQpipelineSync(handle) == 1 else { throw lost }
                expected.append(.synchronization)
            }
        }
        return expected
    }

    /// The name counts from now on; a refusal takes it back.
    private func prepare(_ sql: String) throws {
        let name = "s\(names)"
        names += 1
        guard PQsendPrepare(handle, name, sql, 0, nil) == 1 else { throw lost }
        kept[sql] = name
    }

    private func send(_ statement: SQLStatement) throws {
        let texts = statement.values.map { $0.flatMap { strdup($0) } }
        defer { texts.forEach { free($0) } }
        let values = texts.map { UnsafePointer($0) }
        let count = Int32(values.count)
        let isSent =
            if let name = statement.isKept ? kept[statement.sql] : nil {
                PQsendQueryPrepared(handle, name, count, values, nil, nil, 0)
            } else {
                PQsendQueryParams(handle, statement.sql, count, nil, values, nil, nil, 0)
            }
        guard isSent == 1 else { throw lost }
    }

    // MARK: Answers

    /// How one statement went: its result, and the end mark behind it.
    private func outcome(until deadline: ContinuousClock.Instant) throws -> Outcome {
        var first: Outcome?
        // An end mark may be left from what came before.
        for _ in 0..<2 where first == nil {
            while let result = try next(until: deadline) {
                defer { PQclear(result) }
                let outcome = try Self.outcome(result, of: self)
                first = first ?? outcome
            }
        }
        guard let first else { throw ConnectionLost(description: "the server sent no answer") }
        return first
    }

    private static func outcome(_ result: OpaquePointer, of connection: PostgreSQLConnection) throws -> Outcome {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return .success(SQLAnswer(result))
        case PGRES_PIPELINE_ABORTED: return .failure(.skipped)
        default:
            let refusal = ServerRefusal(result)
            guard PQstatus(connection.handle) == CONNECTION_OK, !refusal.endsConnection else {
                throw ConnectionLost(description: refusal.state.isEmpty ? "\(connection.lost)" : "\(refusal)")
            }
            return .failure(refusal)
        }
    }

    private func awaitSynchronization(until deadline: ContinuousClock.Instant) throws {
        for _ in 0..<3 {
            guard let result = try next(until: deadline) else { continue }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return }
        }
        throw ConnectionLost(description: "the server lost step")
    }

    /// Nil at the end of one statement's results.
    private func next(until deadline: ContinuousClock.Instant) throws -> OpaquePointer? {
        while true {
            let unsent = PQflush(handle)
            guard unsent >= 0 else { throw lost }
            guard unsent == 1 || PQisBusy(handle) == 1 else { return PQgetResult(handle) }
            try wait(sending: unsent == 1, until: deadline)
        }
    }

    /// Blocks until the server has sent something, or can take more.
    private func wait(sending: Bool, until deadline: ContinuousClock.Instant) throws {
        let left = (deadline - .now) / .milliseconds(1)
        guard left > 0 else { throw ConnectionLost(description: "no answer in time") }
        var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN | (sending ? POLLOUT : 0)), revents: 0)
        guard poll(&socket, 1, Int32(min(left.rounded(.up), 60_000))) >= 0 || errno == EINTR else { throw lost }
        guard socket.revents & ~Int16(POLLOUT) == 0 || PQconsumeInput(handle) == 1 else { throw lost }
    }
}

extension PostgreSQLConnection {
    /// Blocks until others have sent notifications, `other` can be read or has ended, or `deadline` passes.
    /// - Returns: what the notifications say.
    /// - Throws: ``ConnectionLost``.
    func notifications(until deadline: ContinuousClock.Instant, orReadable other: Int32) throws -> [String] {
        var found = received
        if found.isEmpty {
            let left = max(0, (deadline - .now) / .milliseconds(1))
            var sockets = [
                pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
                pollfd(fd: other, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&sockets, 2, Int32(min(left.rounded(.up), 60_000))) >= 0 || errno == EINTR else { throw lost }
            guard sockets[0].revents == 0 || PQconsumeInput(handle) == 1 else { throw lost }
            found = received
        }
        return found
    }

    private var received: [String] {
        var found: [String] = []
        while let notification = PQnotifies(handle) {
            if let text = notification.pointee.extra { found.append(String(cString: text)) }
            PQfreemem(notification)
        }
        return found
    }
}
