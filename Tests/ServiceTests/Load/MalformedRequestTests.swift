import Foundation
import Testing

/// Requests that two servers could read in two ways, or that are no HTTP at all, as bytes on the wire.
@Suite struct MalformedRequestTests {
    private typealias Case = (name: String, bytes: String, status: Int)

    private static let host = "Host: a\r\n"
    private static let get = "GET /healthz HTTP/1.1\r\n" + host
    private static let post = "POST /auth/signin HTTP/1.1\r\n" + host
    private static let chunked = post + "Transfer-Encoding: chunked\r\n\r\n"
    private static let long = String(repeating: "a", count: 100_000)
    private static let smuggled = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

    private static let lengths: [Case] = [
        ("two lengths", post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}" + smuggled, 400),
        ("the same length twice", post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
        ("a list of lengths", post + "Content-Length: 2, 2\r\n\r\n{}", 400),
        ("a negative length", post + "Content-Length: -1\r\n\r\n", 400),
        ("a length with a sign", post + "Content-Length: +2\r\n\r\n{}", 400),
        ("a hexadecimal length", post + "Content-Length: 0x2\r\n\r\n{}", 400),
        ("no length", post + "Content-Length: \r\n\r\n", 400),
        ("a length beyond every number", post + "Content-Length: 99999999999999999999999\r\n\r\n", 400),
        ("fewer bytes than the length", post + "Content-Length: 20\r\n\r\n{}", 400),
        (
            "length and chunks",
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, 400
        ),
        (
            "chunks and length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + smuggled, 400
        ),
    ]

    private static let codings: [Case] = [
        ("a coding nobody knows", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + smuggled, 501),
        ("two codings", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("a coding after chunked", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n", 400),
        ("chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("a blank before the colon", post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + smuggled, 400),
        ("a chunk beyond every number", chunked + "ffffffffffffffffff\r\n{}\r\n0\r\n\r\n", 400),
        ("a chunk size that is none", chunked + "zz\r\n{}\r\n0\r\n\r\n", 400),
        ("a chunk that is longer than it says", chunked + "2\r\n{}XX0\r\n\r\n", 400),
        ("chunks with bare line feeds", chunked + "2\n{}\n0\n\n", 400),
        ("a chunk extension without end", chunked + "2;" + long + "\r\n{}\r\n0\r\n\r\n", 400),
        ("a trailer without end", chunked + "2\r\n{}\r\n0\r\nX: " + long + "\r\n\r\n", 400),
    ]

    private static let headers: [Case] = [
        ("a folded line", get + "X-A: b\r\n c\r\n\r\n", 400),
        ("a fold before the first field", "GET / HTTP/1.1\r\n X-A: b\r\nHost: a\r\n\r\n", 400),
        ("bare line feeds", "GET /healthz HTTP/1.1\nHost: a\n\n", 400),
        ("one bare line feed", "GET /healthz HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", 400),
        ("a bare carriage return", "GET /healthz HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", 400),
        ("a blank before the host's colon", "GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("NUL in a value", get + "X: a\u{0}b\r\n\r\n", 400),
        ("NUL in a name", get + "X\u{0}: a\r\n\r\n", 400),
        ("no name", get + ": a\r\n\r\n", 400),
        ("no colon", get + "nocolon\r\n\r\n", 400),
        ("a line of 100 kB", get + "X: " + long + "\r\n\r\n", 431),
        ("a thousand fields", get + String(repeating: "X: y\r\n", count: 1000) + "\r\n", 431),
        ("no host", "GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("two hosts", get + "Host: b\r\n\r\n", 400),
        ("a host that is none", "GET /healthz HTTP/1.1\r\nHost: a b@c\r\n\r\n", 400),
    ]

    private static let requestLines: [Case] = [
        ("HTTP/0.9", "GET /healthz\r\n\r\n", 400),
        ("HTTP/1.2", "GET /healthz HTTP/1.2\r\n" + host + "\r\n", 400),
        ("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        ("a method in lower case", "get /healthz HTTP/1.1\r\n" + host + "\r\n", 400),
        ("a method that is none", "G{T /healthz HTTP/1.1\r\n" + host + "\r\n", 400),
        ("a method nobody knows", "BREW /healthz HTTP/1.1\r\n" + host + "\r\n", 400),
        ("NUL in the target", "GET /heal\u{0}thz HTTP/1.1\r\n" + host + "\r\n", 400),
        ("a target of 100 kB", "GET /" + long + " HTTP/1.1\r\n" + host + "\r\n", 431),
        ("a target for a tunnel", "CONNECT a:80 HTTP/1.1\r\n" + host + "\r\n", 404),
        ("an asterisk to read", "GET * HTTP/1.1\r\n" + host + "\r\n", 404),
        ("TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", 400),
    ]

    /// Unusual, and right.
    private static let wellFormed: [Case] = [
        ("an absolute target", "GET http://a/healthz HTTP/1.1\r\n" + host + "\r\n", 200),
        ("an absolute target on another host", "GET http://b/healthz HTTP/1.1\r\n" + host + "\r\n", 200),
        ("OPTIONS of everything", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 204),
        ("HTTP/1.0 without a host", "GET /healthz HTTP/1.0\r\n\r\n", 200),
        ("an empty host", "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", 200),
        ("empty lines before the request", "\r\n\r\n" + get + "\r\n", 200),
        ("a wish to upgrade", get + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
    ]

    @Test func eachHasOneClearAnswerAndTheConnectionEnds() throws {
        let loaded = try LoadedService([:])
        for (name, bytes, status) in Self.lengths + Self.codings + Self.headers + Self.requestLines + Self.wellFormed {
            let socket = try loaded.connect()
            socket.send(bytes)
            socket.endSending()
            let answer = socket.receiveToEnd()
            #expect(answer.status == status, "\(name): \(answer)")
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(name): \(answer)")
            for field in Self.fields { #expect(answer.contains("\r\n\(field)"), "\(name): \(answer)") }
        }
        #expect(try loaded.ask(Self.get + "Connection: close\r\n\r\n").status == 200)
    }

    /// A page has to be let see what was wrong with its upload, whoever finds it out.
    private static let fields = [
        "Access-Control-Allow-Origin: *\r\n", "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
        "X-Request-Id: ", "Date: ",
    ]

    @Test func whatIsNoRequestHasALineInTheLogToo() throws {
        let loaded = try LoadedService([:])
        let answer = try loaded.ask("GET /healthz HTTP/1.1\r\n\r\n")
        let line = try #require(answer.components(separatedBy: "\r\n").first { $0.hasPrefix("X-Request-Id: ") })
        let id = line.dropFirst("X-Request-Id: ".count)
        let logged = try loaded.service.log.line(with: "request", "id=\(id)")
        #expect(logged.contains("status=400") && logged.contains("client=127.0.0.1"), "\(logged)")
    }

    @Test func aBodyThatNobodyWantedIsNotTakenForARequest() throws {
        let loaded = try LoadedService([:])
        let answers = try loaded.ask(
            Self.get + "Content-Length: \(Self.smuggled.utf8.count)\r\nConnection: close\r\n\r\n" + Self.smuggled)
        #expect(answers.components(separatedBy: "HTTP/1.1 ").count == 2)
    }
}
