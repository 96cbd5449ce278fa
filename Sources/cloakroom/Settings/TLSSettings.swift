import CloakroomHTTP

/// The PEM files that make the port speak TLS, and what browsers are told of it.
struct TLSSettings {
    let certificate: String
    let key: String
    /// Seconds for which browsers shall come back by HTTPS only; 0: they are not told.
    let strictTransportSeconds: Int64

    private static let certificateKey = "CLOAKROOM_TLS_CERTIFICATE"
    private static let keyKey = "CLOAKROOM_TLS_KEY"
    private static let strictTransportKey = "CLOAKROOM_HSTS_SECONDS"

    /// Nil when neither file is named.
    init?(_ source: SettingsSource) throws {
        let year: Int64 = 31_536_000
        strictTransportSeconds = try source.integer(Self.strictTransportKey, default: year, in: 0...(10 * year))
        switch (source.text(Self.certificateKey), source.text(Self.keyKey)) {
        case (let certificate?, let key?): (self.certificate, self.key) = (certificate, key)
        case (_?, nil): throw source.refusal(Self.certificateKey, "needs \(Self.keyKey)")
        case (nil, _?): throw source.refusal(Self.keyKey, "needs \(Self.certificateKey)")
        case (nil, nil):
            guard source.text(Self.strictTransportKey) == nil else {
                throw source.refusal(Self.strictTransportKey, "needs \(Self.certificateKey)")
            }
            return nil
        }
    }

    func load() throws -> ServerCertificate {
        do {
            return try ServerCertificate(chainFile: certificate, keyFile: key)
        } catch {
            throw SettingsError(describe(error))
        }
    }

    /// Names the setting, its file, and what is wrong with it.
    func describe(_ failure: ServerCertificate.Failure) -> String {
        switch failure.file {
        case .certificate: "\(Self.certificateKey) \"\(certificate)\" \(failure)"
        case .key: "\(Self.keyKey) \"\(key)\" \(failure)"
        }
    }
}
