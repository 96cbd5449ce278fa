import Foundation
import JWTKit

@testable import CloakroomIdentity

/// A key of a chat backend, and what it signs.
struct BackendSigner {
    let id: String
    private let key = ES256PrivateKey()

    init(_ id: String) {
        self.id = id
    }

    /// As it stands in a key set.
    var jwk: String {
        let parameters = key.parameters
        return #"{"kty":"EC","crv":"P-256","kid":"\#(id)","x":"\#(Self.base64URL(parameters?.x))","#
            + #""y":"\#(Self.base64URL(parameters?.y))"}"#
    }

    func token(_ claims: [String: JSONValue], named name: String? = nil) async throws -> String {
        let kid = JWKIdentifier(string: name ?? id)
        return try await JWTKeyCollection().add(ecdsa: key, kid: kid).sign(Claims(claims), kid: kid)
    }

    static func set(_ signers: BackendSigner...) -> String {
        #"{"keys":[\#(signers.map(\.jwk).joined(separator: ","))]}"#
    }

    private static func base64URL(_ text: String?) -> String {
        (text ?? "").replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
