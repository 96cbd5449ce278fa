internal import CloakroomCore
internal import Foundation

/// Where the credentials of a store come from.
public enum S3CredentialOrigin: Hashable, Sendable {
    case given(S3Credentials)
    /// A profile in a file in the form of `~/.aws/credentials`.
    case file(String, profile: String)
    /// What runs containers tells them over HTTP; the token goes into the Authorization header.
    case container(url: String, token: Token?)
    /// The instance metadata service, version 2.
    case instance(url: String)

    public enum Token: Hashable, Sendable {
        case text(String)
        /// Read anew each time, for it changes.
        case file(String)
    }

    /// Where Amazon's instances ask.
    public static let metadataService = "http://169.254.169.254"
    /// What stands before the relative addresses that containers are given.
    public static let containerService = "http://169.254.170.2"

    /// Reads a profile of a credentials file; nil when there is no such file.
    /// - Throws: ``InvalidCredentialsFile`` when it has no such profile, or half of one.
    public static func credentials(file: String, profile: String) throws -> S3Credentials? {
        guard let content = FileManager.default.contents(atPath: file) else { return nil }
        let fields = CredentialsFile.fields(of: profile, in: String(decoding: content, as: UTF8.self))
        guard let accessKey = fields["aws_access_key_id"], let secretKey = fields["aws_secret_access_key"] else {
            throw InvalidCredentialsFile(file: file, profile: profile)
        }
        return S3Credentials(
            accessKey: accessKey, secretKey: secretKey, sessionToken: fields["aws_session_token"])
    }
}

/// A credentials file without a usable profile.
public struct InvalidCredentialsFile: Error, CustomStringConvertible {
    let file: String
    let profile: String

    public var description: String {
        "\(file) has no profile [\(profile)] with aws_access_key_id and aws_secret_access_key"
    }
}

/// The form of `~/.aws/credentials`: `[profile]` lines, and below each of them `key = value`.
enum CredentialsFile {
    static func fields(of profile: String, in text: String) -> [String: String] {
        var fields: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("[") {
                let name = line.dropFirst().prefix { $0 != "]" }.trimmingCharacters(in: .whitespaces)
                isInside = name == profile
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let cut = line.firstIndex(of: "=") {
                let key = line[..<cut].trimmingCharacters(in: .whitespaces).lowercased()
                fields[key] = line[line.index(after: cut)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return fields.filter { !$0.value.isEmpty }
    }
}
