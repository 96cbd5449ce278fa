import Foundation

/// A client that keeps its connection and may ask many things at once: thousands of requests a second.
final class WireClient {
    let port: UInt16
    private var socket: RawSocket?
    private var received: [UInt8] = []

    init(port: UInt16) {
        self.port = port
    }

    convenience init(_ service: RunningService) {
        self.init(port: UInt16(service.url.split(separator: ":").last ?? "") ?? 0)
    }

    func ask(_ request: WireRequest) throws -> WireAnswer {
        guard let answer = try ask([request]).first else { throw RunningService.Failure(text: "no answer") }
        return answer
    }

    /// Sends all, then reads all. What a closed connection left unanswered is asked again, unless nothing was answered.
    func ask(_ requests: [WireRequest]) throws -> [WireAnswer] {
        var answers: [WireAnswer] = []
        while answers.count < requests.count {
            let before = answers.count
            let isUsed = socket != nil
            let socket = try connection()
            socket.send(requests[before...].flatMap(\.bytes))
            while answers.count < requests.count,
                let answer = try next(socket, hasBody: requests[answers.count].method != "HEAD")
            {
                answers.append(answer)
                if answer.header("Connection")?.lowercased() == "close" { break }
            }
            if answers.count < requests.count || answers.last?.header("Connection")?.lowercased() == "close" {
                hangUp()
            }
            // The service may have closed a connection that was used before, just when this was sent.
            guard answers.count > before || isUsed else {
                throw RunningService.Failure(text: "no answer to \(requests[before].method) \(requests[before].target)")
            }
        }
        return answers
    }

    private func connection() throws -> RawSocket {
        if let socket { return socket }
        let fresh = try RawSocket(port: port)
        socket = fresh
        return fresh
    }

    private func hangUp() {
        socket?.close()
        socket = nil
        received = []
    }

    /// Nil when the connection ended.
    private func next(_ socket: RawSocket, hasBody: Bool) throws -> WireAnswer? {
        while true {
            guard let end = try fill(socket, until: Self.endOfHead(in:)) else { return nil }
            let answer = WireAnswer(head: String(decoding: received[..<(end - 4)], as: UTF8.self), body: [])
            received.removeFirst(end)
            if 100..<200 ~= answer.status { continue }
            let length = hasBody && answer.status != 304 ? Int(answer.header("Content-Length") ?? "") ?? 0 : 0
            guard try fill(socket, until: { $0.count >= length ? length : nil }) != nil else { return nil }
            let body = Array(received[..<length])
            received.removeFirst(length)
            return WireAnswer(head: answer.lines.joined(separator: "\r\n"), body: body)
        }
    }

    private func fill(_ socket: RawSocket, until isThere: ([UInt8]) -> Int?) throws -> Int? {
        while true {
            if let place = isThere(received) { return place }
            let bytes = socket.receive()
            guard !bytes.isEmpty else { return nil }
            received += bytes
        }
    }

    private static let endOfHead = Data("\r\n\r\n".utf8)

    private static func endOfHead(in bytes: [UInt8]) -> Int? {
        Data(bytes).range(of: endOfHead)?.upperBound
    }
}
