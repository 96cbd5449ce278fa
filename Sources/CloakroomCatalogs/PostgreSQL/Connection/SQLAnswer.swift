internal import CPostgres
internal import CloakroomCore
internal import CloakroomCrypto

/// What a statement answered.
struct SQLAnswer: Sendable {
    /// Column by column, as text.
    let rows: [[String?]]
    /// How many rows it wrote, or answered with.
    let count: Int
    /// Its name, as in `COMMIT`.
    let command: String

    init(_ result: OpaquePointer) {
        let columns = PQnfields(result)
        rows = (0..<PQntuples(result)).map { row in
            (0..<columns).map { column in
                guard PQgetisnull(result, row, column) == 0 else { return nil }
                return PQgetvalue(result, row, column).map { String(cString: $0) }
            }
        }
        count = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        command = PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    /// - Throws: `.internalFailure` for a value that cannot be what it should be.
    func decoded<T>(_ decode: (inout SQLFields) throws -> T) throws -> [T] {
        try rows.map { row in
            var fields = SQLFields(row)
            return try decode(&fields)
        }
    }

    /// Whether there is a row, and its first column says yes.
    var isTrue: Bool { rows.first?.first == "t" }
}

/// Reads the columns of a row from left to right. A value that cannot be what it should be throws and does not trap.
struct SQLFields {
    private let row: [String?]
    private var position = 0

    init(_ row: [String?]) {
        self.row = row
    }

    mutating func textOrNil() throws -> String? {
        guard position < row.count else { throw unreadable }
        defer { position += 1 }
        return row[position]
    }

    mutating func nextOrNil<T>(_ convert: (String) -> T?) throws -> T? {
        guard let text = try textOrNil() else { return nil }
        guard let value = convert(text) else { throw unreadable }
        return value
    }

    mutating func next<T>(_ convert: (String) -> T?) throws -> T {
        guard let value = try nextOrNil(convert) else { throw unreadable }
        return value
    }

    mutating func text() throws -> String { try next { $0 } }
    mutating func integer() throws -> Int64 { try next { Int64($0) } }
    mutating func integerOrNil() throws -> Int64? { try nextOrNil { Int64($0) } }
    mutating func timeOrNil() throws -> Timestamp? { try integerOrNil().map { Timestamp(milliseconds: $0) } }

    mutating func digestOrNil() throws -> Digest? {
        try nextOrNil { text in
            text.hasPrefix("\\x") ? Hex.decode(String(text.dropFirst(2))).flatMap { Digest(bytes: $0) } : nil
        }
    }

    var unreadable: CloakroomError {
        CloakroomError(.internalFailure, "catalog column \(position) of a row is not what it should be")
    }
}
