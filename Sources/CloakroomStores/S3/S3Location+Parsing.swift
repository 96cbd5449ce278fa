internal import CloakroomCore
internal import Foundation
internal import NIOSSL

/// Why a text names no S3 store; reads on after the name of a setting.
public struct InvalidS3Location: Error, Hashable {
    public let rule: String

    init(_ rule: String) {
        self.rule = rule
    }
}

extension S3Location {
    private static let parameters: Set = ["endpoint", "region", "addressing", "ca"]
    /// Bytes: what is left of a key's 1024 is plenty.
    private static let longestPrefix = 256

    /// - Parameter fallback: the region where `text` names none.
    public init(_ text: String, region fallback: String?) throws(InvalidS3Location) {
        guard text.hasPrefix("s3://") else { throw InvalidS3Location("must begin with s3://") }
        let parts = text.dropFirst("s3://".count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let parameters = try Self.parameters(parts.count > 1 ? parts[1] : "")
        bucket = try Self.bucket(place[0])
        prefix = try Self.prefix(place.count > 1 ? place[1] : "")
        region = try Self.region(parameters["region"] ?? fallback, needed: parameters["endpoint"] == nil)
        endpoint = try parameters["endpoint"].map(Self.endpoint) ?? S3Endpoint(amazonIn: region)
        addressing = try Self.addressing(parameters, bucket)
        authorities = parameters["ca"]
        try checkAuthorities()
    }

    private static func parameters(_ query: Substring) throws(InvalidS3Location) -> [String: String] {
        var found: [String: String] = [:]
        for item in query.split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, let value = PercentEncoding.decode(pair[1]), parameters.contains(String(pair[0]))
            else {
                throw InvalidS3Location("has parameters endpoint=, region=, addressing= and ca= only, not \(item)")
            }
            guard found.updateValue(value, forKey: String(pair[0])) == nil else {
                throw InvalidS3Location("must say \(pair[0])= once")
            }
        }
        return found
    }

    private static func bucket(_ name: Substring) throws(InvalidS3Location) -> String {
        let isPlain = name.utf8.allSatisfy { $0.isLetterOrDigit || "-._".utf8.contains($0) }
        guard isPlain, 3...255 ~= name.utf8.count, name.utf8.first?.isLetterOrDigit == true else {
            throw InvalidS3Location("must name a bucket, as in s3://bucket/prefix")
        }
        return String(name)
    }

    private static func prefix(_ text: Substring) throws(InvalidS3Location) -> String {
        let prefix = text.hasSuffix("/") ? text.dropLast() : text
        guard !prefix.isEmpty else { return "" }
        guard prefix.utf8.count <= longestPrefix, !prefix.contains("%"), BlobKey(String(prefix)) != nil else {
            throw InvalidS3Location("must have a prefix of names and single slashes, without %")
        }
        return prefix + "/"
    }

    private static func region(_ name: String?, needed: Bool) throws(InvalidS3Location) -> String {
        guard let name else {
            guard !needed else { throw InvalidS3Location("must have region= or endpoint=") }
            return "us-east-1"
        }
        guard !name.isEmpty, name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }) else {
            throw InvalidS3Location("must have a region of letters, digits and hyphens")
        }
        return name
    }

    private static func endpoint(_ text: String) throws(InvalidS3Location) -> S3Endpoint {
        guard let url = URLComponents(string: text), let scheme = url.scheme.flatMap(S3Endpoint.Scheme.init),
            let host = url.host, !host.isEmpty, url.user == nil, url.password == nil, url.query == nil,
            url.fragment == nil, ["", "/"].contains(url.path), url.port.map({ 1...65_535 ~= $0 }) ?? true
        else { throw InvalidS3Location("must have an endpoint like http://host:9000 or https://host, without a path") }
        return S3Endpoint(scheme: scheme, host: host, port: url.port)
    }

    private static func addressing(
        _ parameters: [String: String], _ bucket: String
    ) throws(InvalidS3Location) -> Addressing {
        guard let word = parameters["addressing"] else {
            // A certificate for *.host covers no bucket with a dot in its name.
            return parameters["endpoint"] == nil && !bucket.contains(".") ? .virtual : .path
        }
        guard let addressing = Addressing(rawValue: word) else {
            throw InvalidS3Location("must have addressing=path or addressing=virtual")
        }
        return addressing
    }

    private func checkAuthorities() throws(InvalidS3Location) {
        guard let authorities else { return }
        guard endpoint.scheme == .https else { throw InvalidS3Location("has ca= without an https endpoint") }
        guard let found = try? NIOSSLCertificate.fromPEMFile(authorities), !found.isEmpty else {
            throw InvalidS3Location("must have ca= with a file of certificates in PEM")
        }
    }
}

extension S3Endpoint {
    init(scheme: Scheme, host: String, port: Int?) {
        self.scheme = scheme
        let usual = scheme == .https ? 443 : 80
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        authority = name.lowercased() + (port.map { $0 == usual ? "" : ":\($0)" } ?? "")
    }

    init(amazonIn region: String) {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        self.init(scheme: .https, host: "s3.\(region).\(domain)", port: nil)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
