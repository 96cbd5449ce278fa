import CloakroomCore
import HTTPTypes

/// Reads who a request says it comes from.
enum RequestCredential {
    /// - Parameters:
    ///   - secretToken: the `secret_token` of the query, which counts on GET and HEAD only.
    ///   - client: whence it comes, for the limit on wrong passwords; asked for Basic only.
    /// - Returns: nil when the request brings none, or one of a scheme that is not spoken here.
    /// - Throws: `.malformedCredential` for a header of one word, Basic without a colon, or several headers.
    static func read(
        _ head: HTTPRequest, secretToken: String?, client: @autoclosure () -> String? = nil
    ) throws -> Credential? {
        try read(
            head.headerFields[values: .authorization], isRead: head.method == .get || head.method == .head,
            secretToken: secretToken, client: client())
    }

    /// - Parameters:
    ///   - headers: the values of `Authorization`.
    ///   - isRead: whether it is GET or HEAD.
    static func read(
        _ headers: [String], isRead: Bool, secretToken: String?, client: @autoclosure () -> String? = nil
    ) throws -> Credential? {
        guard headers.count < 2 else { throw CloakroomError(.malformedCredential) }
        if let header = headers.first { return try parse(header, client) }
        guard isRead, let secretToken else { return nil }
        return token(prefixed: secretToken)
    }

    private static func parse(_ header: String, _ client: () -> String?) throws -> Credential? {
        let header = Substring(header.utf8.drop { $0 == ASCII.space })
        let scheme = Substring(header.utf8.prefix { $0 != ASCII.space })
        let value = Substring(header.utf8[scheme.endIndex...].drop { $0 == ASCII.space })
        guard !value.isEmpty else { throw CloakroomError(.malformedCredential) }
        switch scheme.lowercased() {
        case "basic": return try basic(value, client)
        case "jwt": return .token(String(value), scheme: .jwt)
        case "bearer": return .token(String(value), scheme: .bearer)
        default: return nil
        }
    }

    /// The password may hold colons: only the first one divides.
    /// - Source: RFC 7617 section 2.
    private static func basic(_ encoded: Substring, _ client: () -> String?) throws -> Credential {
        guard let decoded = Base64Text.decode(encoded), let colon = decoded.firstIndex(of: ":") else {
            throw CloakroomError(.malformedCredential)
        }
        let password = decoded[decoded.index(after: colon)...]
        return .basic(email: String(decoded[..<colon]), password: String(password), client: client())
    }

    /// Sign-in answers carry the token with a prefix, and clients hand it on as it came.
    private static func token(prefixed token: String) -> Credential {
        for scheme in [Credential.Scheme.jwt, .bearer] {
            let prefix = scheme.rawValue + " "
            guard token.lowercased().hasPrefix(prefix.lowercased()) else { continue }
            return .token(String(token.dropFirst(prefix.count)), scheme: scheme)
        }
        return .token(token)
    }

    /// Whether a refusal may carry a Basic challenge: to a client that tried a token it would only open a dialog.
    static func invitesBasic(_ head: HTTPRequest) -> Bool {
        guard let header = head.headerFields[.authorization] else { return true }
        return header.lowercased().hasPrefix("basic")
    }
}
