internal import CloakroomCore
internal import CloakroomCrypto

/// A statement and its values.
struct SQLStatement: Sendable {
    /// One of a few constant texts.
    let sql: String
    /// Each as text, which the server reads as what the statement wants.
    let values: [String?]
    /// Whether the server plans it once for each connection. One whose cost depends on a value (a limit) is planned anew
    /// each time.
    let isKept: Bool
    /// What the transaction has for itself from here to its end; nil for nothing. One that waits for several takes them in
    /// their order (``PostgreSQLCommits``), so that no two wait for each other.
    let turn: String?

    init(_ sql: String, _ values: [(any SQLValue)?] = [], isKept: Bool = true) {
        self.sql = sql
        self.values = values.map { $0?.sqlText }
        self.isKept = isKept
        turn = nil
    }

    /// Waits until nobody else has `turn`.
    init(waitingFor turn: String) {
        sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
        values = [turn]
        isKept = true
        self.turn = turn
    }

    /// PostgreSQL's text holds no NUL, and C's ends there.
    var holdsNUL: Bool { values.contains { $0?.utf8.contains(0) ?? false } }
}

/// A value as PostgreSQL reads it.
protocol SQLValue {
    var sqlText: String { get }
}

extension String: SQLValue {
    var sqlText: String { self }
}

extension Int: SQLValue {
    var sqlText: String { String(self) }
}

extension Int64: SQLValue {
    var sqlText: String { String(self) }
}

extension Timestamp: SQLValue {
    var sqlText: String { String(milliseconds) }
}

extension HexID: SQLValue {
    var sqlText: String { text }
}

extension BlobKey: SQLValue {
    var sqlText: String { text }
}

extension Digest: SQLValue {
    var sqlText: String { "\\x" + Hex.encode(Array(bytes)) }
}

/// An array literal: each element in quotes, with quotes and backslashes escaped, byte by byte: a quote with a combining
/// mark behind it is one character to Swift, and another one than a quote.
extension [BlobKey]: SQLValue {
    var sqlText: String {
        var bytes = [UInt8(ascii: "{")]
        for key in self {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(UInt8(ascii: "\""))
            for byte in key.text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
        return String(decoding: bytes + [UInt8(ascii: "}")], as: UTF8.self)
    }
}
