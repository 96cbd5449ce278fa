internal import AsyncHTTPClient
internal import CloakroomCore
internal import NIOCore

extension S3Client {
    /// Tries until there is an answer, the failure is not one that passes, or the time is over.
    func repeating<Answer>(
        _ request: S3Request, _ pace: S3Pace, _ attempt: (ContinuousClock.Instant) async throws -> Answer
    ) async throws -> Answer {
        let end = ContinuousClock.now + pace.total
        var backoff = Backoff(first: pause)
        while true {
            do {
                return try await attempt(min(.now + pace.attempt, end))
            } catch {
                try Task.checkCancellation()
                guard Self.isPassing(error), let pause = backoff.pause(afterTimeout: Self.isTimeout(error)),
                    .now + pause < end
                else { throw Self.told(error, request) }
                try await Task.sleep(for: pause)
            }
        }
    }

    /// Does `work`, unless it takes too long.
    static func within<Result: Sendable>(
        _ deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(until: deadline)
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return result
        }
    }

    /// Failures of ours stay as they are, those of the network may pass.
    static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let failure as S3Failure: failure.isPassing
        case is CloakroomError, is CancellationError: false
        default: true
        }
    }

    private static func isTimeout(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return false }
        return [.deadlineExceeded, .connectTimeout, .getConnectionFromPoolTimeout, .readTimeout, .writeTimeout]
            .contains(error)
    }

    /// That all connections are in use is no fault of the store.
    private static func told(_ error: any Error, _ request: S3Request) -> any Error {
        if error is S3Failure || error is CloakroomError { return error }
        guard error as? HTTPClientError == .getConnectionFromPoolTimeout else {
            return CloakroomError(.unavailable, "\(request): no answer", cause: error)
        }
        return CloakroomError(.busy(retryAfter: 1), "\(request): all connections are in use")
    }
}
