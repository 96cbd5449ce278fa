@testable import CloakroomMedia

/// Text verification held against the standard library's decoders and the first tags that browsers go by.
enum TextTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        for answer in ["text/plain; charset=us-ascii", "application/octet-stream; charset=binary"] {
            let verdict = Verdict(answer)
            let verifier = TextVerifier(finding: Finding(type: verdict.type, verdict: verdict, head: input))
            for rule in [MarkupRule.none, .fragments, .xml, .svg, .any] {
                guard let charset = try? verifier.charset(of: file, allowing: rule) else { continue }
                promise(isEncoded(input, charset), "a text that is not in \(charset)")
                promise(rule != .none || !isPage(input), "a page that passes as plain text")
            }
        }
        _ = Markup(input, encoding: .utf8)
        _ = Markup(input, encoding: .utf16(bigEndian: true))
    }

    private static func isEncoded(_ bytes: [UInt8], _ charset: String) -> Bool {
        switch charset {
        case "utf-8": String(validating: bytes, as: UTF8.self) != nil
        case "utf-16le", "utf-16be":
            bytes.count % 2 == 0
                && String(validating: units(bytes, isBig: charset == "utf-16be"), as: UTF16.self) != nil
        default: true
        }
    }

    private static func units(_ bytes: [UInt8], isBig: Bool) -> [UInt16] {
        stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            let (high, low) = isBig ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            return UInt16(high) << 8 | UInt16(low)
        }
    }

    /// - Source: WHATWG MIME Sniffing, section 7.1.
    private static func isPage(_ bytes: [UInt8]) -> Bool {
        let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let start = marked.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }.prefix(20)
        let text = String(decoding: start, as: UTF8.self).lowercased()
        return ["<!doctype html", "<html", "<head", "<script", "<iframe", "<style", "<body", "<svg"].contains { tag in
            text.utf8.starts(with: tag.utf8) && [0x20, 0x3E].contains(text.utf8.dropFirst(tag.utf8.count).first)
        }
    }
}
