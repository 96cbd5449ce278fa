internal import CloakroomCore
internal import GRDB

extension Project {
    init(_ fields: inout RowFields) throws {
        try self.init(
            id: fields.next { HexID($0 as String) }, name: fields.next(), chatAllowList: fields.nextOrNil(),
            guestAllowList: fields.nextOrNil(), quotaBytes: fields.nextOrNil(), quotaFiles: fields.nextOrNil())
    }

    var values: [(any DatabaseValueConvertible)?] {
        [id.text, name, chatAllowList, guestAllowList, quotaBytes, quotaFiles]
    }
}

extension User {
    init(_ fields: inout RowFields) throws {
        try self.init(
            id: fields.next { HexID($0 as String) }, email: fields.next(), passwordHash: fields.next(),
            firstName: fields.next(), lastName: fields.next())
    }

    var values: [(any DatabaseValueConvertible)?] {
        [id.text, email.lowercased(), passwordHash, firstName, lastName]
    }
}

extension Bot {
    init(_ fields: inout RowFields) throws {
        try self.init(
            id: fields.next { HexID($0 as String) }, project: fields.next { HexID($0 as String) }, name: fields.next())
    }
}

extension Subscription {
    init(_ fields: inout RowFields) throws {
        try self.init(id: fields.next { HexID($0 as String) }, project: fields.next { HexID($0 as String) })
    }
}

/// Writes that more than one call is made of.
extension Database {
    func add(_ project: Project) throws {
        try change("INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?)", project.values)
    }

    func add(_ user: User) throws {
        try change("INSERT INTO users VALUES (?, ?, ?, ?, ?)", user.values)
    }

    func setRole(_ role: Role, of person: String, in project: HexID) throws {
        try change("REPLACE INTO members VALUES (?, ?, ?)", [project.text, person, role.rawValue])
    }

    /// Throws `.projectNotFound` unless the project is there.
    func require(_ project: HexID) throws {
        guard try !select("SELECT 1 FROM projects WHERE id = ?", [project.text], { try $0.next(Int.self) }).isEmpty
        else { throw CloakroomError(.projectNotFound(project.text)) }
    }
}
