import CloakroomTesting
import NIOCore
import Testing

@testable import CloakroomHTTP

@Suite struct MultipartFuzzTests {
    private static let seeds = [
        onePart("value", headers: ["Content-Type: text/plain; charset=utf-8"]),
        onePart(
            "\u{0}\r\n--X-\r\n",
            disposition: "form-data; name=\"f\"; filename=\"a\\\"b%22.png\"; filename*=UTF-8''a%20b"),
        "pre\r\n" + lines("--X", "Content-Disposition: form-data; name=\"a\"", "", "1", "--X ") + onePart("2") + "post",
    ]

    private static let morsels = [
        "\r", "\n", "\r\n", "--X", "\r\n--X", "\r\n--X--", "\r\n\r\n", "\"", "\\", ";", "%", "=", ":", "'", "\u{0}",
        "ÿ",
        "filename*=", "name=", "multipart/", " ", "\t",
    ]

    /// Ten thousand damaged bodies: the parser answers or throws, never gives more than it got, and how the body was cut
    /// makes no difference.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func survivesDamagedBodies(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let body = mutated(&random)
            let whole = Result { try Form.parse([body]) }.mapError { "\($0)" as TextError }
            let size = Int.random(in: 1...9, using: &random)
            let pieces = stride(from: 0, to: body.count, by: size).map { Array(body[$0..<min($0 + size, body.count)]) }
            let cut = Result { try Form.parse(pieces) }.mapError { "\($0)" as TextError }
            #expect(whole == cut, "seed \(seed): \(String(decoding: body, as: UTF8.self).debugDescription)")
            if case .success(let form) = whole { #expect(form.parts.map(\.content.count).reduce(0, +) <= body.count) }
        }
    }

    private func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
        for _ in 0...Int.random(in: 0..<6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(contentsOf: (Self.morsels.randomElement(using: &random) ?? "").utf8, at: place)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 2: bytes.removeSubrange(place..<min(place + 3, bytes.count))
            case 3: bytes.removeLast(min(bytes.count, Int.random(in: 0..<5, using: &random)))
            default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            }
        }
        return bytes
    }
}

/// An error's text, to compare errors by.
struct TextError: Error, Hashable, ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }
}
