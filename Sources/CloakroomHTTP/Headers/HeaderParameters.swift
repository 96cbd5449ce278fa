/// The parameters behind a header's first word: `; name=value; name="quoted value"`.
struct HeaderParameters {
    struct Parameter: Hashable {
        /// Lower case.
        var name: String
        var value: String
        var isQuoted: Bool
    }

    /// What stands before the first `;`, in lower case.
    let word: String
    let all: [Parameter]

    /// Nil when the text is not of that form. Empty parameters (`;;`, a `;` at the end) are passed over.
    init?(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        word = scanner.text(upTo: Self.semicolon).lowercased()
        var found: [Parameter] = []
        while !scanner.isAtEnd {
            guard let parameter = scanner.parameter() else { return nil }
            if !parameter.name.isEmpty { found.append(parameter) }
        }
        all = found
    }

    private static let semicolon = UInt8(ascii: ";")
    private static let equals = UInt8(ascii: "=")

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position >= bytes.count }

        mutating func parameter() -> Parameter? {
            skip { ASCII.isBlank($0) || $0 == HeaderParameters.semicolon }
            guard !isAtEnd else { return Parameter(name: "", value: "", isQuoted: false) }
            let name = text { $0 == HeaderParameters.equals || $0 == HeaderParameters.semicolon }.lowercased()
            guard !name.isEmpty, name.utf8.allSatisfy(ASCII.isToken), take(HeaderParameters.equals) else { return nil }
            skip(ASCII.isBlank)
            guard take(ASCII.quote) else {
                return Parameter(name: name, value: text(upTo: HeaderParameters.semicolon), isQuoted: false)
            }
            return quotedValue().map { Parameter(name: name, value: $0, isQuoted: true) }
        }

        /// A backslash escapes a quote and a backslash only: old browsers send the folders of a Windows path as they are.
        private mutating func quotedValue() -> String? {
            var value: [UInt8] = []
            while !take(ASCII.quote) {
                guard !isAtEnd else { return nil }
                if bytes[position] == ASCII.backslash, let next = peek(1),
                    next == ASCII.quote || next == ASCII.backslash
                {
                    position += 1
                }
                value.append(bytes[position])
                position += 1
            }
            skip(ASCII.isBlank)
            guard isAtEnd || bytes[position] == HeaderParameters.semicolon else { return nil }
            return String(decoding: value, as: UTF8.self)
        }

        mutating func text(upTo end: UInt8) -> String { text { $0 == end } }

        private mutating func text(until isEnd: (UInt8) -> Bool) -> String {
            let start = position
            skip { !isEnd($0) }
            return String(decoding: bytes[start..<position], as: UTF8.self).trimmingBlanks
        }

        private func peek(_ distance: Int) -> UInt8? {
            position + distance < bytes.count ? bytes[position + distance] : nil
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard peek(0) == byte else { return false }
            position += 1
            return true
        }

        private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
            while !isAtEnd, isSkipped(bytes[position]) { position += 1 }
        }
    }
}
