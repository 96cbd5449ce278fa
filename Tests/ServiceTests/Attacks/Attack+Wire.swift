import Foundation

/// Rows 14 and 15, and smuggling: requests that two servers could read in two ways, and those that do not end.
/// `MalformedRequestTests` and `SlowClientTests` try more.
extension Attack {
    static let proxies: [Attack] = [
        Attack("14", "early refusals on connections that nginx keeps", "401 200 404 200 201 200") { desk in
            guard let proxy = try Proxy(before: desk.service) else {
                return Outcome(answer: "401 200 404 200 201 200", said: "nginx is not here")
            }
            let client = WireClient(port: proxy.port)
            let large = WireForm("x.txt", nil, [UInt8](repeating: 0x61, count: 1_500_000))
            let route = "\(desk.project)/files/chat"
            let health = WireRequest("GET", "/healthz")
            let requests = [
                .upload(large, to: route), health,
                WireRequest("HEAD", "/nothing", token: desk.staff.token(.owner)),
                health,
                .upload(large, to: route, token: desk.staff.token(.guest), headers: ["Expect: 100-continue"]), health,
            ]
            let statuses = try requests.map { try client.ask($0).status }
            desk.noteAccepted(statuses.count { $0 == 201 })
            return Outcome(answer: statuses.map(String.init).joined(separator: " "))
        },
        Attack("14", "an interim answer that nobody asked for", "none") { desk in
            let form = WireForm("x.txt", nil, "x")
            let request = WireRequest.upload(
                form, to: "\(desk.project)/files/chat", token: desk.staff.token(.guest),
                headers: [
                    "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https", "Via: 1.1 nginx", "Connection: close",
                ])
            let text = try desk.raw(String(decoding: request.bytes, as: UTF8.self))
            if text.status == 201 { desk.noteAccepted(1) }
            let count = text.components(separatedBy: "HTTP/1.1 ").count - 1
            return Outcome(answer: count == 1 ? "none" : "\(count - 1)", said: String(text.prefix { $0 != "\r\n" }))
        },
    ]

    static let slowness: [Attack] = [
        slow("a header that never ends", ["CLOAKROOM_HEADER_SECONDS": "1"]) { _ in
            "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: "
        },
        slow("a file that never ends", ["CLOAKROOM_BODY_WINDOW_SECONDS": "1"]) {
            $0.uploadHead($0.guest, length: 1_000_000) + $0.form("x").prefix(100)
        },
        slow("a sign-in that never ends", ["CLOAKROOM_BODY_WINDOW_SECONDS": "1"]) { _ in
            "POST /auth/signin HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
        },
    ]

    private static func slow(
        _ what: String, _ environment: [String: String], _ beginning: @escaping @Sendable (LoadedService) -> String
    ) -> Attack {
        Attack("15", what, "408") { _ in
            let loaded = try LoadedService(environment)
            let socket = try loaded.connect()
            socket.send(beginning(loaded))
            let text = socket.receiveToEnd()
            while !loaded.service.blobs("spool").allSatisfy({ $0.hasSuffix("/lock") }) { sched_yield() }
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        }
    }

    // MARK: Smuggling

    private static let post = "POST /auth/signin HTTP/1.1\r\nHost: a\r\n"
    private static let hidden = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"

    static let smuggling: [Attack] = [
        smuggled(
            "a length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden),
        smuggled(
            "chunks and a length", post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden),
        smuggled("two lengths", post + "Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}" + hidden),
        smuggled("a blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden),
        smuggled("a folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + hidden),
        smuggled("a coding with a vertical tab", post + "Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n" + hidden),
        smuggled("a length with a sign", post + "Content-Length: +2\r\n\r\n{}" + hidden),
        smuggled("a line that ends with a bare line feed", post + "X: y\nContent-Length: 50\r\n\r\n" + hidden),
        smuggled("chunks that end with bare line feeds", post + "Transfer-Encoding: chunked\r\n\r\n0\n\n" + hidden),
        smuggled("a coding nobody knows", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden, "501"),
        smuggled("a coding that is empty", post + "Transfer-Encoding:\r\nContent-Length: 2\r\n\r\n{}" + hidden, "501"),
        smuggled("one length twice", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + hidden),
        smuggled("a list of lengths", post + "Content-Length: 2, 2\r\n\r\n{}" + hidden),
        smuggled("a length beyond every number", post + "Content-Length: 99999999999999999999\r\n\r\n" + hidden),
        smuggled("a hexadecimal length", post + "Content-Length: 0x2\r\n\r\n{}" + hidden),
        smuggled("a chunk beyond every number", chunked + "FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n" + hidden),
        smuggled("a chunk of less than nothing", chunked + "-2\r\n{}\r\n0\r\n\r\n" + hidden),
        smuggled("a chunk longer than it says", chunked + "2\r\n{}x\r\n0\r\n\r\n" + hidden),
        smuggled("a line feed in a chunk's extension", chunked + "2;a\n{}\r\n0\r\n\r\n" + hidden),
        smuggled("a length behind the chunks", chunked + "2\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n" + hidden),
        smuggled("a folded field", get + "Host: a\r\nX: y\r\n z\r\n\r\n" + hidden),
        smuggled("lines that end with bare line feeds", "GET /healthz HTTP/1.1\nHost: a\n\n" + hidden),
        smuggled("two hosts", get + "Host: a\r\nHost: b\r\n\r\n" + hidden),
        smuggled("no host", get + "\r\n" + hidden),
        smuggled("NUL in a field", get + "Host: a\r\nX: a\0b\r\n\r\n" + hidden),
        smuggled("NUL in a target", "GET /health\0z HTTP/1.1\r\nHost: a\r\n\r\n" + hidden),
        smuggled("HTTP/2 without having agreed on it", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden),
    ]

    private static let get = "GET /healthz HTTP/1.1\r\n"
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"

    // MARK: Too much

    static let floods: [Attack] = [
        flood("a hundred thousand fields", get + "Host: a\r\n" + String(repeating: "X: y\r\n", count: 100_000), "431"),
        flood("a field of ten megabytes", get + "Host: a\r\nX: " + String(repeating: "y", count: 10_000_000), "431"),
        flood("a target of ten megabytes", "GET /" + String(repeating: "y", count: 10_000_000), "431"),
        flood("a method of a hundred kilobytes", String(repeating: "A", count: 100_000) + " / HTTP/1.1\r\n\r\n", "400"),
        flood("a chunk's extension of ten megabytes", chunked + "2;" + String(repeating: "a", count: 10 << 20), "400"),
        flood("a chunk's size of ten megabytes", chunked + String(repeating: "0", count: 10_000_000), "400"),
        flood(
            "a hundred thousand fields behind the chunks",
            chunked + "2\r\n{}\r\n0\r\n" + String(repeating: "X: y\r\n", count: 100_000), "400"),
        Attack("flood", "memory after all of them", "bounded") { desk in
            let peak = AttackDesk.peak(of: desk.service.processID)
            return Outcome(answer: peak < 256 ? "bounded" : "too much", said: "\(peak) MiB at its peak")
        },
    ]

    private static func flood(_ name: String, _ bytes: String, _ status: String) -> Attack {
        Attack("flood", name, status) { desk in
            let text = try desk.raw(bytes)
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        }
    }

    /// One answer, and the connection ends: what is behind is never taken for a request.
    private static func smuggled(_ name: String, _ bytes: String, _ status: String = "400") -> Attack {
        Attack("smuggling", name, status + " alone") { desk in
            let text = try desk.raw(bytes)
            let answers = text.components(separatedBy: "HTTP/1.1 ").count - 1
            return Outcome(
                answer: "\(text.status ?? 0)" + (answers == 1 ? " alone" : " and \(answers - 1) more"),
                said: String(text.prefix { $0 != "\r\n" }))
        }
    }
}
