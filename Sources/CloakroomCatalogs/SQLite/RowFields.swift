internal import CloakroomCore
internal import CloakroomCrypto
internal import Foundation
internal import GRDB

/// Reads the columns of a row from left to right. A value that cannot be what it should be throws and does not trap.
struct RowFields {
    private let row: Row
    private var position = 0

    init(_ row: Row) {
        self.row = row
    }

    mutating func next<T: DatabaseValueConvertible>(_ type: T.Type = T.self) throws -> T {
        guard let value: T = try nextOrNil() else { throw unreadable }
        return value
    }

    mutating func nextOrNil<T: DatabaseValueConvertible>(_ type: T.Type = T.self) throws -> T? {
        let stored: DatabaseValue = row[position]
        position += 1
        guard !stored.isNull else { return nil }
        guard let value = T.fromDatabaseValue(stored) else { throw unreadable }
        return value
    }

    mutating func next<Stored: DatabaseValueConvertible, T>(_ convert: (Stored) -> T?) throws -> T {
        guard let value = try nextOrNil(convert) else { throw unreadable }
        return value
    }

    mutating func nextOrNil<Stored: DatabaseValueConvertible, T>(_ convert: (Stored) -> T?) throws -> T? {
        guard let stored: Stored = try nextOrNil() else { return nil }
        guard let value = convert(stored) else { throw unreadable }
        return value
    }

    mutating func digest() throws -> Digest {
        try next { (stored: Data) in Digest(bytes: Array(stored)) }
    }

    private var unreadable: CloakroomError {
        CloakroomError(.internalFailure, "catalog column \(position) of a row is not what it should be")
    }
}
