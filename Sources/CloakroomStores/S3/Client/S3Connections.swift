internal import AsyncHTTPClient
internal import CloakroomCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// The connections to one endpoint: bounded in number, through no proxy, following no redirect, which would carry signed
/// requests to wherever it points.
///
/// Reading has connections of its own: a reader may hold one for as long as it has patience with its client.
final class S3Connections: Sendable {
    static let most = 256
    /// Seconds: servers close what has been idle for longer.
    private static let idle: Int64 = 20

    private let reading: HTTPClient
    private let others: HTTPClient

    init(_ location: S3Location, patience: Duration, silence: Duration) {
        let configuration = Self.configuration(location, patience, silence)
        reading = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        others = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        reading.shutdown { _ in }
        others.shutdown { _ in }
    }

    func http(for request: S3Request) -> HTTPClient { request.method == .GET ? reading : others }

    private static func configuration(
        _ location: S3Location, _ patience: Duration, _ silence: Duration
    ) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = location.authorities { tls.trustRoots = .file(file) }
        let half = TimeAmount(patience / 2)
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: half, read: TimeAmount(silence), write: half),
            connectionPool: .init(
                idleTimeout: .seconds(idle), concurrentHTTP1ConnectionsPerHostSoftLimit: most),
            decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        return configuration
    }
}
