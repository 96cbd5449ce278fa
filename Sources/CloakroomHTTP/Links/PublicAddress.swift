import CloakroomCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Under which address clients reach the service, and where they themselves are.
struct PublicAddress: Sendable {
    /// The base of absolute URLs, if it is set; else each request tells it.
    private let fixed: PublicURL?
    private let isSecure: Bool
    private let proxies: [IPNetwork]

    /// - Parameter isSecure: whether our port speaks TLS. A request's own word for it is only its client's.
    init(_ fixed: PublicURL?, isSecure: Bool, trusting proxies: [IPNetwork]) {
        self.fixed = fixed
        self.isSecure = isSecure
        self.proxies = proxies
    }

    /// The base of absolute URLs in the answer to `request`, without a slash at its end.
    /// - Throws: `.invalid` when the request names no usable host.
    func base(for request: Request, _ context: ConnectionContext) throws -> String {
        if let fixed { return fixed.text }
        return try Self.base(
            of: request.head, scheme: isSecure ? "https" : "http", believingProxy: isProxied(context),
            local: context.channel.localAddress)
    }

    /// - Source: RFC 9112 section 3.2 (a host that is none is answered 400).
    static func base(
        of head: HTTPRequest, scheme: String, believingProxy: Bool, local: SocketAddress?
    ) throws -> String {
        let told = { (name: HTTPField.Name) in
            believingProxy ? head.headerFields[values: name].last.flatMap { $0.split(separator: ",").last } : nil
        }
        let scheme = told(.xForwardedProto)?.trimmingBlanks.lowercased() ?? scheme
        let host = told(.xForwardedHost)?.trimmingBlanks ?? head.authority ?? local.map(name) ?? ""
        guard scheme == "http" || scheme == "https", Authority.isValid(host) else {
            throw CloakroomError(.invalid("The request names no valid host"))
        }
        return "\(scheme)://\(host.lowercased())"
    }

    /// What counts as one client: its address, or a network that it has for itself.
    func client(of request: Request, _ context: ConnectionContext) -> String {
        ClientAddress.of(request, context, trusting: proxies).name
    }

    /// Whether the peer is a proxy of ours.
    func isProxied(_ context: ConnectionContext) -> Bool {
        guard !proxies.isEmpty, let peer = context.peer else { return false }
        return proxies.contains { $0.contains(peer) }
    }

    /// For a request of HTTP/1.0, which names no host.
    private static func name(_ local: SocketAddress) -> String {
        let address = local.ipAddress ?? "localhost"
        return (address.contains(":") ? "[\(address)]" : address) + (local.port.map { ":\($0)" } ?? "")
    }
}

/// A URL below which all our routes are to be found, as in `https://desk.example/api`.
public struct PublicURL: Hashable, Sendable {
    /// Without a slash at its end.
    let text: String

    /// Nil unless it is an absolute URL of http or https with nothing but a host, perhaps a port and a path.
    public init?(_ text: String) {
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count)
        guard Authority.isValid(host), path.utf8.allSatisfy(Self.isPathByte) else { return nil }
        let slashes = path.reversed().prefix { $0 == "/" }.count
        self.text = scheme + host.lowercased() + path.dropLast(slashes)
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "/-._~%!$&'()*+,;=:@".utf8.contains(byte)
    }
}

/// The part of a URL that names a host.
enum Authority {
    /// Whether `text` is a name or an address, with a port or without, and nothing that could change a URL's meaning.
    /// - Source: RFC 3986 section 3.2, less user information and percent-encoded names.
    static func isValid(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= 255, let end = bytes.first == UInt8(ascii: "[") ? literalEnd(bytes) : nameEnd(bytes) else {
            return false
        }
        let port = bytes[end...]
        guard let colon = port.first else { return true }
        return colon == UInt8(ascii: ":") && 2...6 ~= port.count && port.dropFirst().allSatisfy(ASCII.isDigit)
    }

    private static func nameEnd(_ bytes: [UInt8]) -> Int? {
        let count = bytes.prefix { ASCII.isAlphanumeric($0) || "-._".utf8.contains($0) }.count
        return count > 0 ? count : nil
    }

    private static func literalEnd(_ bytes: [UInt8]) -> Int? {
        guard let close = bytes.firstIndex(of: UInt8(ascii: "]")),
            IPAddress(String(decoding: bytes[1..<close], as: UTF8.self)) != nil
        else { return nil }
        return close + 1
    }
}
