import CloakroomCore
import Testing

@testable import CloakroomIdentity

@Suite struct TokenAlgorithmTests {
    static func keys(_ algorithm: SigningKeys.Algorithm) throws -> SigningKeys {
        switch algorithm {
        case .hs256, .hs384, .hs512: try SigningKeys(secret: TestKeys.secret, algorithm: algorithm)
        case .rs256:
            try SigningKeys(publicPEM: TestKeys.rsaPublic, privatePEM: TestKeys.rsaPrivate, algorithm: .rs256)
        case .es256:
            try SigningKeys(publicPEM: TestKeys.ecPublic, privatePEM: TestKeys.ecPrivate, algorithm: .es256)
        }
    }

    @Test(arguments: SigningKeys.Algorithm.allCases)
    func acceptsWhatOtherSoftwareSigned(_ algorithm: SigningKeys.Algorithm) async throws {
        let world = try await World(keys: Self.keys(algorithm))
        let token = try #require(TestKeys.foreignTokens[algorithm.rawValue])
        #expect(try await world.identity.authenticate(.token(token)) == Principal(kind: .user, id: world.ada.id.text))
    }

    @Test(arguments: SigningKeys.Algorithm.allCases)
    func acceptsWhatItIssued(_ algorithm: SigningKeys.Algorithm) async throws {
        let world = try await World(keys: Self.keys(algorithm))
        let token = try await world.identity.issue(for: .user(world.ada.id))
        #expect(try await world.identity.authenticate(.token(token)).id == world.ada.id.text)
    }

    @Test(arguments: SigningKeys.Algorithm.allCases)
    func refusesTokensOfEveryOtherKindOfKey(_ algorithm: SigningKeys.Algorithm) async throws {
        let world = try await World(keys: Self.keys(algorithm))
        let isShared = algorithm.rawValue.hasPrefix("HS")
        for (name, token) in TestKeys.foreignTokens where name != algorithm.rawValue {
            let expected: CloakroomError.Kind? = isShared && name.hasPrefix("HS") ? nil : .unauthenticated
            #expect(await world.refusal(of: token) == expected, "\(name) under \(algorithm)")
        }
    }

    @Test func aPublicKeyIsNoSharedSecret() async throws {
        let claims = #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa","sub":"user"}"#
        for pem in [TestKeys.rsaPublic, TestKeys.rsaPublic + "\n"] {
            let world = try await World(keys: SigningKeys(publicPEM: pem, privatePEM: nil, algorithm: .rs256))
            for header in [#"{"alg":"HS256"}"#, #"{"alg":"RS256"}"#, #"{"alg":"HS256","kid":"RS256"}"#] {
                let token = Forge.token(header: header, claims: claims, secret: pem)
                #expect(await world.refusal(of: token) == .unauthenticated)
            }
        }
    }

    @Test(arguments: ["none", "None", "NONE", "", "hs256", "HS257", "RS256", "ES256", "PS256", "EdDSA"])
    func theAlgorithmMustBeOneOfTheKeys(_ name: String) async throws {
        let world = try await World()
        let claims = #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa"}"#
        let signed = Forge.token(header: #"{"alg":"\#(name)"}"#, claims: claims, secret: TestKeys.secret)
        #expect(await world.refusal(of: signed) == .unauthenticated)
        let bare = signed.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(await world.refusal(of: bare) == .unauthenticated)
    }

    @Test func aTokenWithoutAlgorithmOrWithUnknownExtensionsIsRefused() async throws {
        let world = try await World()
        let claims = #"{"_id":"aaaaaaaaaaaaaaaaaaaaaaaa"}"#
        for header in [#"{}"#, #"{"alg":null}"#, #"{"alg":1}"#, #"{"alg":"HS256","crit":["x"]}"#, "[]", "HS256"] {
            let token = Forge.token(header: header, claims: claims, secret: TestKeys.secret)
            #expect(await world.refusal(of: token) == .unauthenticated, "\(header)")
        }
        let good = Forge.token(header: #"{"alg":"HS256"}"#, claims: claims, secret: TestKeys.secret)
        #expect(await world.refusal(of: good) == nil)
    }
}
