import CloakroomCore
import JWTKit
import Testing

@testable import CloakroomIdentity

@Suite struct KeySetTests {
    private func count(_ keys: String...) throws -> Int {
        try KeySet(json: Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8)).count
    }

    @Test func keysOfOtherKindsAreLeftOutAndTheRestIsKept() throws {
        let good = BackendSigner("good").jwk
        let others = [
            #"{"kty":"oct","k":"c2VjcmV0"}"#, #"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, #"{"kty":"XYZ"}"#, "7",
            "null",
            #"{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}"#, #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
            #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, #"{"kty":"RSA","n":"!","e":"?"}"#, #"{"kty":"RSA"}"#, "{}",
            good.dropLast() + #","use":"enc"}"#, good.dropLast() + #","alg":"ES384"}"#,
            good.dropLast() + #","key_ops":["sign"]}"#,
        ]
        for other in others { #expect(try count(good, String(other)) == 1, "\(other)") }
        #expect(try count(good.dropLast() + #","use":"sig","alg":"ES256","key_ops":["verify"]}"#) == 1)
    }

    @Test func aShortRSAKeyIsLeftOut() throws {
        let long = try Insecure.RSA.PublicKey(pem: TestKeys.rsaPublic).getKeyPrimitives().modulus
        let short =
            "pThkcmSpL7_IIVQbZadh6Gljl5VR9bCg1tJXnqnHqdjFIZ4ef-7N9UwPuREfGnLbWh0VI9vqhFxKa8XqOgW3hv0wB5"
            + "RUyBHujjfVgVTyldlnjW0E9-UBJu9msU-utheQ1KeqokrIzmPFt0hufO4PCIsq_ZHsPjNJHBoXm0BAztE"
        #expect(try count(#"{"kty":"RSA","e":"AQAB","n":"\#(Forge.base64URL(Array(long)))"}"#) == 1)
        #expect(try count(#"{"kty":"RSA","e":"AQAB","n":"\#(short)"}"#) == 0)
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, "<html>", "null"])
    func whatIsNoKeySetIsAFailureAndNotAnEmptyOne(json: String) {
        #expect(throws: CloakroomError.self) { try KeySet(json: Array(json.utf8)) }
    }

    @Test func aTokenWithoutAKeysNameNeedsAnOnlyKey() async throws {
        let signer = BackendSigner("a")
        let token = try await signer.token(["_id": .text("x")])
        let parsed = try ParsedToken(token)
        let alone = try KeySet(json: Array(BackendSigner.set(signer).utf8))
        #expect(try await alone.signer(of: parsed) != nil)
        let renamed = try ParsedToken(try await signer.token(["_id": .text("x")], named: "b"))
        #expect(try await alone.signer(of: renamed) == nil)
        #expect(!alone.knows("b") && alone.knows("a") && alone.knows(nil))
    }
}
