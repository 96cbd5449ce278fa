internal import CloakroomCore
internal import GRDB

extension CloakroomError {
    /// What a failure of the catalog means to the domain; errors of our own pass unchanged.
    init(catalog error: any Error) {
        switch error {
        case let error as CloakroomError: self = error
        case let error as DatabaseError:
            self.init(Self.kind(of: error), "catalog", cause: error, condition: Self.condition(of: error))
        default: self.init(.internalFailure, "catalog", cause: error)
        }
    }

    private static func kind(of error: DatabaseError) -> Kind {
        switch error.resultCode {
        case .SQLITE_FULL: .noSpace
        case .SQLITE_CONSTRAINT: .conflict
        case .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_RANGE, .SQLITE_TOOBIG: .internalFailure
        default: .unavailable
        }
    }

    private static func condition(of error: DatabaseError) -> Condition {
        switch error.resultCode {
        case .SQLITE_FULL: .full
        case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
        case .SQLITE_READONLY: .readOnly
        default: .failing
        }
    }
}
