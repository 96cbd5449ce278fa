import CloakroomCatalogs

/// Where the catalog is.
enum CatalogLocation {
    /// A file in the data folder.
    case sqlite
    case postgreSQL(PostgreSQLAddress)

    static let key = "CLOAKROOM_CATALOG"

    /// From the setting, or from the file that it names with `_FILE`: the URL may hold a password.
    /// - Throws: naming the value without what may be secret in it.
    init(_ source: SettingsSource) throws {
        guard let text = try source.secret(Self.key) else {
            self = .sqlite
            return
        }
        do {
            self = .postgreSQL(try PostgreSQLAddress(text))
        } catch let refusal as PostgreSQLAddress.Refusal {
            throw SettingsError("\(Self.key) \(refusal.reason), got \"\(PostgreSQLAddress.redacted(text))\"")
        }
    }
}
