import CloakroomCore
import Foundation

extension Credential {
    /// The `Authorization` header that carries this credential, as the caller sent it.
    ///
    /// Nil when it is too long or not printable: a token may come from a query, where it can be written with line breaks.
    var authorization: String? {
        switch self {
        case .token(let token, let scheme):
            guard 1...ParsedToken.longest ~= token.utf8.count, token.utf8.allSatisfy(Self.isVisible) else { return nil }
            return "\(scheme.rawValue) \(token)"
        case .basic(let email, let password, _):
            guard email.utf8.count <= EmailAddress.longest, password.utf8.count <= PasswordCheck.longestPassword else {
                return nil
            }
            return "Basic " + Data("\(email):\(password)".utf8).base64EncodedString()
        }
    }

    private static func isVisible(_ byte: UInt8) -> Bool { 0x21...0x7E ~= byte }
}
