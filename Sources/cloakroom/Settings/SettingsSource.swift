import Foundation

/// Where settings come from: an option on the command line wins over the environment, which wins over the file.
struct SettingsSource {
    private struct Value {
        let text: String
        let origin: String
    }

    private let values: [String: Value]

    /// - Parameters:
    ///   - options: those given on the command line, under their setting's key.
    ///   - file: a JSON object whose keys are spelled as the environment's.
    init(options: [String: String], environment: [String: String], file: String?) throws {
        var values: [String: Value] = [:]
        if let file {
            for (key, text) in try Self.read(file) { values[key] = Value(text: text, origin: file) }
        }
        for (key, text) in environment where !text.isEmpty {
            values[key] = Value(text: text, origin: "the environment")
        }
        for (key, text) in options { values[key] = Value(text: text, origin: "the command line") }
        self.values = values
    }

    func text(_ key: String) -> String? { values[key]?.text }

    /// A value that must not be seen: given itself, or in the file that `key_FILE` names, less the line break at
    /// its end.
    /// - Throws: when it is given both ways, or the file cannot be read or is empty.
    func secret(_ key: String) throws -> String? {
        let fileKey = key + "_FILE"
        guard let path = text(fileKey) else { return text(key) }
        guard text(key) == nil else { throw SettingsError("\(key) and \(fileKey) cannot both be set") }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw refusal(fileKey, "must be a file of text that can be read")
        }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty else { throw refusal(fileKey, "must not be empty") }
        return secret
    }

    /// Those that are set, in alphabetical order.
    func keys(startingWith prefix: String) -> [String] { values.keys.filter { $0.hasPrefix(prefix) }.sorted() }

    /// - Throws: for anything but a whole number within `range`.
    func integer(_ key: String, default fallback: Int64, in range: ClosedRange<Int64>) throws -> Int64 {
        guard let value = values[key] else { return fallback }
        guard let number = Int64(value.text), range.contains(number) else {
            let bounds =
                range.upperBound == .max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw refusal(key, "must be a whole number \(bounds)")
        }
        return number
    }

    /// The same for what is counted in memory.
    func count(_ key: String, default fallback: Int, in range: ClosedRange<Int64>) throws -> Int {
        Int(try integer(key, default: Int64(fallback), in: range))
    }

    /// - Throws: for anything but `true`, `false`, `1`, `0`, `on`, `off`.
    func flag(_ key: String, default fallback: Bool) throws -> Bool {
        switch values[key]?.text.lowercased() {
        case nil: return fallback
        case "true", "1", "on": return true
        case "false", "0", "off": return false
        default: throw refusal(key, "must be true or false")
        }
    }

    /// - Throws: for what is not one of the words that `parse` knows.
    func choice<Choice: CaseIterable & RawRepresentable>(_ key: String, default fallback: Choice) throws -> Choice
    where Choice.RawValue == String {
        guard let value = values[key] else { return fallback }
        guard let choice = Choice.allCases.first(where: { $0.rawValue.lowercased() == value.text.lowercased() }) else {
            throw refusal(key, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    func refusal(_ key: String, _ rule: String) -> SettingsError {
        let value = values[key]
        let text = Self.withoutCredentials(value?.text ?? "")
        return SettingsError("\(key) \(rule), got \"\(text)\" from \(value?.origin ?? "nowhere")")
    }

    /// A URL may carry a name and a password before its host: they are for nobody's eyes.
    private static func withoutCredentials(_ text: String) -> String {
        guard let start = text.range(of: "://")?.upperBound, let at = text[start...].lastIndex(of: "@") else {
            return text
        }
        return text[..<start] + "***" + text[at...]
    }

    private static func read(_ file: String) throws -> [String: String] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw SettingsError("the settings file \(file) cannot be read")
        }
        do {
            return try JSONDecoder().decode([String: Scalar].self, from: data).mapValues(\.text)
        } catch {
            throw SettingsError("the settings file \(file) is not a JSON object of texts, numbers and flags: \(error)")
        }
    }

    /// A JSON value as the environment would spell it.
    private struct Scalar: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let flag = try? value.decode(Bool.self) {
                text = String(flag)
            } else if let number = try? value.decode(Int64.self) {
                text = String(number)
            } else {
                text = try value.decode(String.self)
            }
        }
    }
}
