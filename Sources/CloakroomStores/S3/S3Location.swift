/// Where an S3 store is: `s3://bucket/prefix?endpoint=http://host:port&region=…&addressing=path|virtual&ca=/file.pem`.
public struct S3Location: Hashable, Sendable {
    public enum Addressing: String, Hashable, Sendable, CaseIterable {
        /// The bucket's name is the first part of the path.
        case path
        /// It is the first part of the host name.
        case virtual
    }

    public let bucket: String
    /// Stands before every key: empty, or ends with a slash.
    public let prefix: String
    public let endpoint: S3Endpoint
    public let region: String
    public let addressing: Addressing
    /// A PEM file with the authorities that may vouch for the endpoint; nil: those of the system.
    public let authorities: String?

    /// What requests name as their host.
    var host: String { addressing == .virtual ? "\(bucket).\(endpoint.authority)" : endpoint.authority }

    /// The percent-encoded path of an object, prefix included; of the bucket for an empty name.
    func path(of object: String) -> String {
        let path = PercentEncoding.encodePath(object)
        switch addressing {
        case .virtual: return "/\(path)"
        case .path: return object.isEmpty ? "/\(bucket)" : "/\(bucket)/\(path)"
        }
    }

    /// Whether one of the two stores holds keys that the other takes for its own.
    public func overlaps(_ other: S3Location) -> Bool {
        bucket == other.bucket && endpoint == other.endpoint
            && (prefix.hasPrefix(other.prefix) || other.prefix.hasPrefix(prefix))
    }
}

/// The server of an S3 store.
public struct S3Endpoint: Hashable, Sendable {
    public enum Scheme: String, Hashable, Sendable { case http, https }

    public let scheme: Scheme
    /// The host, and the port where it is not the scheme's own.
    public let authority: String

    /// Whether it is one of Amazon's own, where instances have credentials by themselves.
    public var isAmazons: Bool {
        let host = authority.prefix { $0 != ":" }
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
    }
}
