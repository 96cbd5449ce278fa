import CloakroomCore
import CloakroomIdentity
import Logging

/// Whose word counts: that of our own accounts, or the chat backend's.
enum Authority {
    case local(LocalIdentity)
    case claims(ClaimsIdentity)
    case upstream(UpstreamIdentity)

    init(_ settings: Settings, _ catalog: OpenCatalog, _ folder: DataFolder) async throws {
        switch settings.identity {
        case .local:
            let keys = try await settings.globalSecret.keys(catalog, folder)
            self = .local(LocalIdentity(directory: catalog.all, keys: keys, failures: settings.signIn))
        case .claims(let claims): self = .claims(try await Self.claims(claims, catalog, folder))
        case .upstream(let upstream):
            let client = BackendClient(timeout: upstream.timeout)
            self = .upstream(UpstreamIdentity(url: upstream.url, client: client, lifetime: upstream.lifetime))
        }
    }

    private static func claims(
        _ settings: ClaimsSettings, _ catalog: OpenCatalog, _ folder: DataFolder
    ) async throws -> ClaimsIdentity {
        switch settings.keys {
        case .global(let secret):
            ClaimsIdentity(keys: try await secret.keys(catalog, folder), rules: settings.rules)
        case .keySet(let url, let pace):
            ClaimsIdentity(
                keySet: url, pace: pace, client: BackendClient(timeout: ClaimsSettings.timeout), rules: settings.rules,
                logger: Logger(label: "cloakroom"))
        }
    }

    var identity: any IdentityProvider {
        switch self {
        case .local(let identity): identity
        case .claims(let identity): identity
        case .upstream(let identity): identity
        }
    }

    /// Our own accounts; nil where the chat backend has them.
    var local: LocalIdentity? {
        if case .local(let identity) = self { identity } else { nil }
    }
}
