import HTTPTypes

/// Whether interim answers (104) are given. Some proxies break off at one, and there is no asking them.
public enum InterimAnswers: String, Sendable, CaseIterable {
    /// Where nothing tells of a proxy.
    case auto
    case on
    case off

    /// The same for a service that trusts proxies, and so stands behind some.
    func resolved(behindProxies: Bool) -> InterimAnswers { self == .auto && behindProxies ? .off : self }

    func reachClient(of request: HTTPFields) -> Bool {
        switch self {
        case .on: true
        case .off: false
        case .auto: !Self.traces.contains { request.contains($0) }
        }
    }

    /// What proxies leave in requests.
    private static let traces: [HTTPField.Name] = [.xForwardedFor, .xForwardedProto, .xForwardedHost, .forwarded, .via]
}

extension HTTPResponse.Status {
    static let uploadResumptionSupported = HTTPResponse.Status(
        code: 104, reasonPhrase: "Upload Resumption Supported")
}
