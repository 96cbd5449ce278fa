import Foundation

/// An answer as it came over the wire.
struct WireAnswer: Sendable {
    /// The status line and the fields, in their order.
    let lines: [String]
    let body: [UInt8]

    init(head: String, body: [UInt8]) {
        lines = head.components(separatedBy: "\r\n")
        self.body = body
    }

    var status: Int { lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } ?? 0 }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of a field; nil when it is not there.
    func header(_ name: String) -> String? {
        let start = name.lowercased() + ":"
        return lines.dropFirst().first { $0.lowercased().hasPrefix(start) }
            .map { $0.dropFirst(start.count).trimmingCharacters(in: .whitespaces) }
    }

    /// A field of a JSON answer.
    func field(_ name: String) -> String? {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return object?[name] as? String
    }

    /// The path of an uploaded file, as it may stand in a query.
    var path: String? { field("filename").map { $0.replacing("%2F", with: "/") } }

    /// Everything but what differs in any two answers: the request's id, the time and what is left of the allowance.
    var telling: String {
        let kept = lines.filter { line in
            !["x-request-id:", "date:", "ratelimit-remaining:", "ratelimit-reset:"].contains {
                line.lowercased().hasPrefix($0)
            }
        }
        return kept.joined(separator: "\n") + "\n\n" + text
    }
}
