import Testing

/// Settings of identity that do not fit together stop the start, and say why.
@Suite struct IdentitySettingsTests {
    private static let cases: [(settings: [String: String], told: String)] = [
        (["CLOAKROOM_IDENTITY": "ldap"], "must be one of local, claims, upstream, got \"ldap\""),
        (["CLOAKROOM_IDENTITY": "claims"], "its GLOBAL_SECRET, or GLOBAL_SECRET_OR_PUB_KEY with"),
        (["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET_OR_PUB_KEY": "x"], "or CLOAKROOM_CLAIMS_JWKS_URL"),
        (
            ["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": "x", "CLOAKROOM_CLAIMS_JWKS_URL": "https://a/keys"],
            "CLOAKROOM_CLAIMS_JWKS_URL and GLOBAL_SECRET are two ways"
        ),
        (
            ["CLOAKROOM_IDENTITY": "claims", "CLOAKROOM_CLAIMS_JWKS_URL": "file:///etc/passwd"],
            "CLOAKROOM_CLAIMS_JWKS_URL must be an http or https URL"
        ),
        (
            ["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": "x", "CLOAKROOM_CLAIMS_JWKS_SECONDS": "60"],
            "CLOAKROOM_CLAIMS_JWKS_SECONDS needs CLOAKROOM_CLAIMS_JWKS_URL"
        ),
        (
            ["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": "x", "CLOAKROOM_CLAIMS_LEEWAY_SECONDS": "301"],
            "CLOAKROOM_CLAIMS_LEEWAY_SECONDS must be a whole number from 0 to 300"
        ),
        (
            ["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": "x", "CLOAKROOM_CLAIMS_ID": "sub"],
            "must name six different claims"
        ),
        (
            ["CLOAKROOM_IDENTITY": "claims", "GLOBAL_SECRET": "x", "CLOAKROOM_CLAIMS_ISSUR": "https://a"],
            "CLOAKROOM_CLAIMS_ISSUR is no setting"
        ),
        (["CLOAKROOM_CLAIMS_ROLE": "r"], "CLOAKROOM_CLAIMS_ROLE needs CLOAKROOM_IDENTITY=claims; it is local"),
        (["CLOAKROOM_UPSTREAM_URL": "https://a"], "CLOAKROOM_UPSTREAM_URL needs CLOAKROOM_IDENTITY=upstream"),
        (["CLOAKROOM_IDENTITY": "upstream"], "needs CLOAKROOM_UPSTREAM_URL"),
        (
            ["CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "https://u:p@a/"],
            "CLOAKROOM_UPSTREAM_URL must be an http or https URL"
        ),
        (
            ["CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "https://a/", "CLOAKROOM_SIGNUP": "true"],
            "CLOAKROOM_SIGNUP needs CLOAKROOM_IDENTITY=local"
        ),
        (
            [
                "CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "https://a/",
                "CLOAKROOM_UPSTREAM_CACHE_SECONDS": "0",
            ], "CLOAKROOM_UPSTREAM_CACHE_SECONDS must be a whole number from 1 to 300"
        ),
    ]

    @Test(arguments: cases)
    func badCombinationsStopTheStart(settings: [String: String], told: String) throws {
        let failure = #expect(throws: RunningService.Failure.self) { _ = try RunningService(settings) }
        #expect(failure?.text.contains(told) == true, "\(failure?.text ?? "")")
    }
}
