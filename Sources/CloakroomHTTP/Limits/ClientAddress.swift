import HTTPTypes

/// Where a request comes from, as far as that can be believed.
enum ClientAddress {
    /// The peer of the connection, or what trusted proxies say of it: each adds the address it saw at the end of the list,
    /// so the last one that is no proxy of ours is the client. What stands before that the client may have made up.
    ///
    /// IPv6 addresses count by their first 64 bits, for a client has all of the rest.
    static func of(_ peer: IPAddress?, forwardedFor fields: [String], trusting proxies: [IPNetwork]) -> String {
        guard let peer else { return "local" }
        var client = peer
        var hops = fields.flatMap { $0.split(separator: ",") }
        while proxies.contains(where: { $0.contains(client) }), let hop = hops.popLast(),
            let address = IPAddress(bare(hop))
        {
            client = address
        }
        return name(client)
    }

    private static func name(_ address: IPAddress) -> String {
        let counted = address.isV4 ? address : address.prefix(64)
        return "ip:\(String(counted.high, radix: 16)):\(String(counted.low, radix: 16))"
    }

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
