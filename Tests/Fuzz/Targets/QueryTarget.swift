internal import Foundation

@testable import CloakroomCore
@testable import CloakroomHTTP

/// Targets of requests, and text on its way through a query or JSON and back.
enum QueryTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        read(text)
        write(text)
        _ = Route(path: text.prefix { $0 != "?" }).methods
    }

    private static func read(_ text: String) {
        guard let query = try? QueryParameters(text) else { return }
        for name in ["path", "path[", "token", "a.b", ""] {
            guard let value = try? query.single(name) else { continue }
            promise(value.utf8.count <= text.utf8.count, "a longer value than came in")
            _ = PercentEncoding.decodedAgain(value)
        }
    }

    private static func write(_ text: String) {
        let encoded = PercentEncoding.component(text)
        promise(PercentEncoding.decode(encoded.utf8) == text.bytes, "another text behind percent signs")
        if encoded.utf8.count < QueryParameters.longest - 5 {
            let value = try? QueryParameters("path=" + encoded).single("path")
            promise(value?.bytes == text.bytes, "another text from a query")
        }
        let json = Data(JSON.text(text).encoded.utf8)
        let value = try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? String
        promise(value?.bytes == text.bytes, "another text from JSON")
    }
}
