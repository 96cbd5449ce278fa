internal import CloakroomCore

extension Project {
    init(_ fields: inout SQLFields) throws {
        try self.init(
            id: fields.next { HexID($0) }, name: fields.text(), chatAllowList: fields.textOrNil(),
            guestAllowList: fields.textOrNil(), quotaBytes: fields.integerOrNil(), quotaFiles: fields.integerOrNil())
    }

    var sqlValues: [(any SQLValue)?] {
        [id, name, chatAllowList, guestAllowList, quotaBytes, quotaFiles]
    }
}

extension User {
    init(_ fields: inout SQLFields) throws {
        try self.init(
            id: fields.next { HexID($0) }, email: fields.text(), passwordHash: fields.text(),
            firstName: fields.text(), lastName: fields.text())
    }

    var sqlValues: [(any SQLValue)?] {
        [id, email.lowercased(), passwordHash, firstName, lastName]
    }
}

extension Bot {
    init(_ fields: inout SQLFields) throws {
        try self.init(
            id: fields.next { HexID($0) }, project: fields.next { HexID($0) }, name: fields.text())
    }
}

extension Subscription {
    init(_ fields: inout SQLFields) throws {
        try self.init(id: fields.next { HexID($0) }, project: fields.next { HexID($0) })
    }
}
