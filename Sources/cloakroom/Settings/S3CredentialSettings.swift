import CloakroomCore
import CloakroomStores
import Foundation

/// Where the credentials of an S3 store come from: the first place that has some. Names as other tools spell them; a
/// name with `CLOAKROOM_PRIMARY_` or `CLOAKROOM_SECONDARY_` before it counts for that store, and more.
extension S3CredentialOrigin {
    /// - Parameter key: the store's setting, `CLOAKROOM_PRIMARY` or `CLOAKROOM_SECONDARY`.
    init(_ source: SettingsSource, for key: String, at endpoint: S3Endpoint) throws {
        if let given = try Self.given(source, "\(key)_") ?? Self.given(source, "") {
            self = .given(given)
        } else if let file = try Self.file(source) {
            self = file
        } else if let container = try Self.container(source) {
            self = container
        } else {
            self = try Self.instance(source, key, endpoint)
        }
    }

    private static func given(_ source: SettingsSource, _ prefix: String) throws -> S3Credentials? {
        let (accessKey, secretKey) = ("\(prefix)AWS_ACCESS_KEY_ID", "\(prefix)AWS_SECRET_ACCESS_KEY")
        switch (source.text(accessKey), source.text(secretKey)) {
        case (nil, nil): return nil
        case (let access?, let secret?):
            return S3Credentials(
                accessKey: access, secretKey: secret, sessionToken: source.text("\(prefix)AWS_SESSION_TOKEN"))
        case (_, nil): throw SettingsError("\(accessKey) needs \(secretKey)")
        case (nil, _): throw SettingsError("\(secretKey) needs \(accessKey)")
        }
    }

    /// The shared credentials file, when there is one; one that is named must be there.
    private static func file(_ source: SettingsSource) throws -> S3CredentialOrigin? {
        let named = source.text("AWS_SHARED_CREDENTIALS_FILE")
        let file = named ?? NSHomeDirectory() + "/.aws/credentials"
        let profile = source.text("AWS_PROFILE") ?? "default"
        do {
            if try credentials(file: file, profile: profile) != nil { return .file(file, profile: profile) }
        } catch {
            throw SettingsError("AWS_SHARED_CREDENTIALS_FILE: \(error)")
        }
        guard named == nil else { throw source.refusal("AWS_SHARED_CREDENTIALS_FILE", "must be a readable file") }
        return nil
    }

    private static func container(_ source: SettingsSource) throws -> S3CredentialOrigin? {
        let token =
            source.text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").map(Token.file)
            ?? source.text("AWS_CONTAINER_AUTHORIZATION_TOKEN").map(Token.text)
        if let path = source.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/") else {
                throw source.refusal("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "must begin with a slash")
            }
            return .container(url: containerService + path, token: token)
        }
        guard let url = source.text("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard isWeb(url) else {
            throw source.refusal("AWS_CONTAINER_CREDENTIALS_FULL_URI", "must be an http or https URL")
        }
        return .container(url: url, token: token)
    }

    /// Instances have credentials for Amazon's own storage; for another one they are asked when that is said.
    private static func instance(
        _ source: SettingsSource, _ key: String, _ endpoint: S3Endpoint
    ) throws -> S3CredentialOrigin {
        let named = source.text("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        guard endpoint.isAmazons || named != nil else {
            throw source.refusal(key, "needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        let url = named ?? metadataService
        guard isWeb(url) else {
            throw source.refusal("AWS_EC2_METADATA_SERVICE_ENDPOINT", "must be an http or https URL")
        }
        return .instance(url: url.hasSuffix("/") ? String(url.dropLast()) : url)
    }

    private static func isWeb(_ text: String) -> Bool {
        guard let url = URLComponents(string: text) else { return false }
        return ["http", "https"].contains(url.scheme) && url.host?.isEmpty == false
    }
}
