internal import CPostgres

/// Where a PostgreSQL database is and how to sign in there: a URL as libpq takes it, checked. Its description is fit for
/// logs.
public struct PostgreSQLAddress: Sendable, CustomStringConvertible {
    /// Holds the password.
    let url: String

    /// Without user, password and parameters.
    public let description: String

    /// Why a text is no such URL; names no part of it.
    public struct Refusal: Error {
        public let reason: String
    }

    /// - Throws: ``Refusal``.
    public init(_ text: String) throws {
        guard Self.schemes.contains(where: text.hasPrefix) else {
            throw Refusal(reason: "must be a URL, as in postgres://user:password@host:5432/database")
        }
        guard let options = Self.options(text) else {
            throw Refusal(reason: "is no URL that PostgreSQL's library can read")
        }
        if let port = options["port"], !port.split(separator: ",").allSatisfy(Self.isPort) {
            throw Refusal(reason: "has a port that is no number from 1 to 65535")
        }
        if let mode = options["sslmode"], !Self.sslModes.contains(mode) {
            throw Refusal(reason: "has an sslmode that is none of \(Self.sslModes.joined(separator: ", "))")
        }
        url = text
        description = Self.redacted(text)
    }

    private static let schemes = ["postgres://", "postgresql://"]
    private static let sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    private static func isPort(_ text: Substring) -> Bool { UInt16(text).map { $0 > 0 } ?? false }

    /// `text` without what may be secret, whether it is a URL or not.
    ///
    /// A password may hold any character if whoever wrote it forgot to escape it, so nothing before the last `@` is
    /// shown, and without any `@` only the scheme is.
    public static func redacted(_ text: String) -> String {
        guard let scheme = schemes.first(where: text.hasPrefix) else { return "***" }
        let parts = text.utf8.dropFirst(scheme.utf8.count).split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts.first.flatMap { part in
            part.lastIndex(of: UInt8(ascii: "@")).map { part[part.index(after: $0)...] }
        }
        let shown = place.map { "***@" + String(decoding: $0, as: UTF8.self) } ?? "***"
        return scheme + shown + (parts.count > 1 ? "?***" : "")
    }

    /// What libpq reads in it; nil when it cannot.
    private static func options(_ text: String) -> [String: String]? {
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else { return nil }
        defer { PQconninfoFree(options) }
        var found: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { found[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return found
    }
}
