public import CloakroomCore
internal import GRDB

extension SQLiteCatalog {
    public func role(of person: String, in project: HexID) async throws -> Role? {
        try await read { db in
            let query = "SELECT role FROM members WHERE project = ? AND person = ?"
            return try db.select(query, [project.text, person]) { try $0.next { Role(rawValue: $0) } }.first
        }
    }

    public func setRole(_ role: Role, of person: String, in project: HexID) async throws {
        try await write { db in
            try db.require(project)
            try db.setRole(role, of: person, in: project)
        }
    }

    public func projects(of person: String, limit: Int) async throws -> [HexID] {
        try await read { db in
            try db.select(Self.listingProjects, [person, max(0, limit)]) { try $0.next { HexID($0 as String) } }
        }
    }

    static let listingProjects = "SELECT project FROM members WHERE person = ? ORDER BY project LIMIT ?"

    public func secret(_ name: String) async throws -> String? {
        try await read { try $0.secret(name) }
    }

    public func keepSecret(_ secret: String, as name: String, replacing: Bool) async throws -> String {
        try await write { db in
            let insertion = "INSERT \(replacing ? "OR REPLACE" : "OR IGNORE") INTO secrets VALUES (?, ?)"
            try db.change(insertion, [name, secret])
            return try db.secret(name) ?? secret
        }
    }
}

extension Database {
    fileprivate func secret(_ name: String) throws -> String? {
        try select("SELECT value FROM secrets WHERE name = ?", [name]) { try $0.next(String.self) }.first
    }
}
