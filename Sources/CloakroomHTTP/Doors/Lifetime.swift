import CloakroomCore

/// How long a file is wanted, as a query says it.
enum Lifetime {
    /// Seconds; nothing, zero and less mean for ever, as Tiledesk has it.
    /// - Throws: `.invalid` for what is no number, where the original would keep the file for ever in silence.
    static func seconds(_ text: String?) throws -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        let digits = text.drop { $0 == "-" }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), text.count - digits.count < 2 else {
            throw CloakroomError(.invalid("expiration must be a number of seconds"))
        }
        guard !text.hasPrefix("-") else { return nil }
        let seconds = Int64(digits) ?? .max
        return seconds > 0 ? seconds : nil
    }
}
