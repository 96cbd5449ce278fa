import CloakroomHTTP
import Testing

@testable import cloakroom

@Suite struct ProxySettingsTests {
    private func settings(_ prefix: String, proxies: String? = "127.0.0.1") throws -> Settings {
        var environment = ["CLOAKROOM_ACCEL_REDIRECT": prefix]
        environment["CLOAKROOM_TRUSTED_PROXIES"] = proxies
        return try Settings(SettingsSource(options: [:], environment: environment, file: nil))
    }

    @Test(arguments: ["internal/", "/internal", "/", "//", "/a//", "/a b/", "/ü/", "/a?/", "/../"])
    func whatIsNoPlainPathStopsTheStartAndIsNamed(prefix: String) {
        let error = #expect(throws: SettingsError.self) { try settings(prefix) }
        #expect(error?.description.hasPrefix("CLOAKROOM_ACCEL_REDIRECT must be a path") == true)
        #expect(error?.description.contains("\"\(prefix)\"") == true)
    }

    @Test func withoutATrustedProxyThereIsNobodyToRedirect() {
        let error = #expect(throws: SettingsError.self) { try settings("/internal/", proxies: nil) }
        #expect(error?.description.hasPrefix("CLOAKROOM_ACCEL_REDIRECT needs CLOAKROOM_TRUSTED_PROXIES") == true)
    }

    @Test func aPlainPathIsTaken() throws {
        #expect(try settings("/internal/").http.accelRedirect != nil)
        #expect(try settings("/a_b/c-9/").http.accelRedirect != nil)
    }
}
