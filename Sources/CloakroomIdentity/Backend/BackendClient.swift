import AsyncHTTPClient
import CloakroomCore
import NIOCore
import NIOHTTP1

/// The HTTP client for the chat backend: bounded in time and bytes, through no proxy, following no redirect.
///
/// A redirect would carry the caller's credential to wherever it points, so it counts as a failure.
public final class BackendClient: BackendFetching {
    private let client: HTTPClient
    private let timeout: Duration

    /// Bytes of an answer's body.
    static let largestAnswer = 64 << 10
    /// Seconds: some servers close what has been idle for five.
    private static let idle: Int64 = 4
    private static let connections = 64

    /// - Parameter timeout: seconds that one question may take, from connecting to the last byte.
    public init(timeout: Int64) {
        self.timeout = .seconds(timeout)
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(timeout)),
            connectionPool: .init(idleTimeout: .seconds(Self.idle)), decompression: .disabled)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Blocks for a moment: this is at the end of the process.
    deinit {
        try? client.syncShutdown()
    }

    func get(_ url: String, authorization: String?) async throws -> BackendAnswer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: "cloakroom")
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        do {
            return try await answer(to: request)
        } catch {
            throw CloakroomError(.unavailable, "the chat backend gave no usable answer", cause: error)
        }
    }

    /// The client's own deadline ends with the head of the answer; this one holds for the body too.
    private func answer(to request: HTTPClientRequest) async throws -> BackendAnswer {
        try await withThrowingTaskGroup(of: BackendAnswer?.self) { [client, timeout] group in
            group.addTask { try await Self.fetch(request, client, timeout) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next().flatMap({ $0 }) else { throw TimedOut(after: timeout) }
            return answer
        }
    }

    /// Only an answer to the question has a body worth reading.
    private static func fetch(
        _ request: HTTPClientRequest, _ client: HTTPClient, _ timeout: Duration
    ) async throws -> BackendAnswer {
        let response = try await client.execute(request, timeout: TimeAmount(timeout))
        let status = Int(response.status.code)
        guard status == 200 else { return BackendAnswer(status: status) }
        let body = try await response.body.collect(upTo: largestAnswer)
        return BackendAnswer(status: status, body: Array(body.readableBytesView))
    }

    private struct TimedOut: Error {
        let after: Duration
    }
}
