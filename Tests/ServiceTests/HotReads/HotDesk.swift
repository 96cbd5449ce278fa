import Foundation
import Testing

/// A service with a small file that has been read, so that the next read of it is answered from memory.
struct HotDesk {
    let loaded: LoadedService
    let client: WireClient
    let path: String

    init(_ environment: [String: String] = [:], content: String = "0123456789") throws {
        loaded = try LoadedService(environment)
        client = WireClient(loaded.service)
        path = try loaded.upload(content)
        try warm(target)
    }

    var target: String { "/\(loaded.project)/files?path=\(path)" }

    func get(_ target: String? = nil, _ headers: String..., method: String = "GET") -> WireRequest {
        WireRequest(method, target ?? self.target, token: loaded.owner, headers: headers)
    }

    /// Reads until an answer came from memory.
    func warm(_ target: String) throws {
        _ = try hot(get(target))
    }

    /// How many reads were answered from memory so far.
    func hits() throws -> Int {
        let metrics = try client.ask(WireRequest("GET", "/metrics")).text.split(separator: "\n")
        let line = metrics.first { $0.hasPrefix("cloakroom_hot_reads_total ") }
        return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    }

    /// Asks until an answer came from memory: what is known gets old within a second.
    /// - Returns: that answer.
    func hot(_ request: WireRequest) throws -> WireAnswer {
        for _ in 0..<100 {
            let before = try hits()
            let answer = try client.ask(request)
            if try hits() == before + 1 { return answer }
        }
        throw RunningService.Failure(text: "no \(request.method) of \(request.target) was answered from memory")
    }

    func upload(_ content: String) -> WireRequest {
        .upload(WireForm("other.txt", nil, content), to: "/\(loaded.project)/files/chat", token: loaded.owner)
    }
}
