import HTTPTypes
import Hummingbird
import NIOCore

/// Where a request comes from, as far as that can be believed.
struct ClientAddress: CustomStringConvertible {
    /// Nil for a Unix socket.
    private let address: IPAddress?

    /// The peer of the connection, or what trusted proxies say of it: each adds the address it saw at the end of the list,
    /// so the last one that is no proxy of ours is the client. What stands before that the client may have made up.
    init(_ peer: IPAddress?, forwardedFor fields: [String], trusting proxies: [IPNetwork]) {
        guard var client = peer else {
            address = nil
            return
        }
        var hops = fields.flatMap { $0.split(separator: ",") }
        while proxies.contains(where: { $0.contains(client) }), let hop = hops.popLast(),
            let address = IPAddress(Self.bare(hop))
        {
            client = address
        }
        address = client
    }

    static func of(_ request: Request, _ context: ConnectionContext, trusting proxies: [IPNetwork]) -> ClientAddress {
        let fields = proxies.isEmpty ? [] : request.headers[values: .xForwardedFor]
        return ClientAddress(context.peer, forwardedFor: fields, trusting: proxies)
    }

    /// What its requests count under. IPv6 addresses count by their first 64 bits, for a client has all of the rest.
    var name: String {
        guard let address else { return "local" }
        let counted = address.isV4 ? address : address.prefix(64)
        return "ip:\(String(counted.high, radix: 16)):\(String(counted.low, radix: 16))"
    }

    var description: String { address?.description ?? "local" }

    /// Some proxies add a port: `192.0.2.1:80`, `[2001:db8::1]:80`.
    private static func bare(_ hop: Substring) -> String {
        let text = hop.filter { $0 != " " && $0 != "\t" }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[text.index(after: text.startIndex)..<end])
        }
        let colons = text.count { $0 == ":" }
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }
}
