internal import AsyncHTTPClient
internal import CloakroomCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The connections to one endpoint: bounded in number, through no proxy, following no redirect, which would carry signed
/// requests to wherever it points.
///
/// Reading has connections of its own: a reader may hold one for as long as it has patience with its client. So has putting
/// parts together, during which a server may be silent for minutes.
final class S3Connections: Sendable {
    /// Seconds: servers close what has been idle for longer.
    private static let idle: Int64 = 20

    private let reading: HTTPClient
    private let assembling: HTTPClient
    private let others: HTTPClient

    init(_ location: S3Location, _ limits: S3Limits) {
        var configuration = Self.configuration(location, limits)
        others = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        // The deadline of the call is enough.
        configuration.timeout.read = nil
        assembling = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        configuration.timeout.read = TimeAmount(limits.silence)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limits.readers
        reading = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        for client in [reading, assembling, others] { client.shutdown { _ in } }
    }

    func http(for request: S3Request) -> HTTPClient {
        switch request.method {
        case .GET: reading
        case .POST: assembling
        default: others
        }
    }

    private static func configuration(_ location: S3Location, _ limits: S3Limits) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = location.authorities { tls.trustRoots = .file(file) }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(limits.connecting), read: TimeAmount(limits.silence),
                write: TimeAmount(limits.congestion)),
            connectionPool: .init(
                idleTimeout: .seconds(idle), concurrentHTTP1ConnectionsPerHostSoftLimit: limits.writers),
            decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }
}
