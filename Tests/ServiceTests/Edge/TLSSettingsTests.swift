import Foundation
import Testing

@testable import cloakroom

@Suite struct TLSSettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        try Settings(SettingsSource(options: [:], environment: environment, file: nil))
    }

    @Test(arguments: [
        ["CLOAKROOM_TLS_CERTIFICATE": "a.pem"], ["CLOAKROOM_TLS_KEY": "a.pem"], ["CLOAKROOM_HSTS_SECONDS": "5"],
        ["CLOAKROOM_HSTS_SECONDS": "-1"], ["CLOAKROOM_STREAMS": "0"],
    ])
    func halfASettingStopsTheStartAndIsNamed(_ environment: [String: String]) throws {
        let error = #expect(throws: SettingsError.self) { try settings(environment) }
        let (key, value) = try #require(environment.first)
        #expect(error?.description.hasPrefix(key) == true)
        #expect(error?.description.contains("\"\(value)\"") == true)
    }

    @Test func withoutFilesThereIsNoTLS() throws {
        #expect(try settings([:]).tls == nil)
    }

    @Test func filesThatCannotBeUsedStopTheStartWithTheirKeyAndTheReason() throws {
        let good = try Certificates(serial: 1)
        let other = try Certificates(serial: 2)
        defer { [good, other].forEach { $0.remove() } }
        let cases = [
            (good.certificate, other.key, "CLOAKROOM_TLS_KEY \"\(other.key)\" is not the key"),
            ("/nowhere.pem", good.key, "CLOAKROOM_TLS_CERTIFICATE \"/nowhere.pem\" cannot be read"),
            (good.certificate, "/nowhere.key", "CLOAKROOM_TLS_KEY \"/nowhere.key\" cannot be read"),
            (good.key, good.key, "CLOAKROOM_TLS_CERTIFICATE \"\(good.key)\" holds no certificate"),
            (good.certificate, good.certificate, "CLOAKROOM_TLS_KEY \"\(good.certificate)\" holds no private key"),
        ]
        for (certificate, key, reason) in cases {
            let tls = try settings(["CLOAKROOM_TLS_CERTIFICATE": certificate, "CLOAKROOM_TLS_KEY": key]).tls
            let error = #expect(throws: SettingsError.self) { try tls?.load() }
            #expect(error?.description.hasPrefix(reason) == true, "\(String(describing: error))")
        }
        _ = try settings(good.settings).tls?.load()
    }
}
