import CloakroomHTTP
import Testing

@testable import cloakroom

@Suite struct LimitSettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        try Settings(SettingsSource(options: [:], environment: environment, file: nil))
    }

    @Test(arguments: [
        ("CLOAKROOM_CONNECTIONS", "0"), ("CLOAKROOM_CONNECTIONS", "many"), ("CLOAKROOM_IDLE_SECONDS", "0"),
        ("CLOAKROOM_HEADER_SECONDS", "-1"), ("CLOAKROOM_HEADER_SECONDS", "1.5"),
        ("CLOAKROOM_BODY_BYTES_PER_SECOND", "0"), ("CLOAKROOM_BODY_WINDOW_SECONDS", "99999999999999999999"),
        ("CLOAKROOM_ANSWER_SECONDS", "x"), ("CLOAKROOM_UPLOADS", "0"), ("CLOAKROOM_UPLOADS_PER_PRINCIPAL", "0"),
        ("CLOAKROOM_STOP_SECONDS", "0"), ("CLOAKROOM_WRITES_PER_MINUTE", "199"),
        ("CLOAKROOM_READS_PER_MINUTE", "199"), ("CLOAKROOM_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("CLOAKROOM_TRUSTED_PROXIES", "localhost"),
    ])
    func aBadLimitStopsTheStartAndIsNamed(key: String, value: String) {
        let error = #expect(throws: SettingsError.self) { try settings([key: value]) }
        #expect(error?.description.hasPrefix(key) == true)
        #expect(error?.description.contains("\"\(value)\"") == true)
    }

    @Test func defaultsAreThoseOfTheDesign() throws {
        let limits = try settings([:]).http
        #expect(limits.connections == 10_000 && limits.uploadsPerPrincipal == 64)
        #expect(limits.headerSeconds == 10)
        #expect(limits.writesPerMinute == 600 && limits.readsPerMinute == 6000)
        #expect(limits.bodyBytesPerSecond == 1024 && limits.bodyWindowSeconds == 30)
    }
}
