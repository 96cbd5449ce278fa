import CloakroomIdentity

/// Where the chat backend is asked, and how long its answers count.
struct UpstreamSettings {
    var url: BackendURL
    /// Seconds.
    var lifetime: Int64
    var timeout: Int64

    static let keys = ["URL", "CACHE_SECONDS", "TIMEOUT_SECONDS"].map { "CLOAKROOM_UPSTREAM_" + $0 }

    init(_ source: SettingsSource) throws {
        guard source.text("CLOAKROOM_UPSTREAM_URL") != nil else {
            throw SettingsError(
                "CLOAKROOM_IDENTITY=upstream needs CLOAKROOM_UPSTREAM_URL, where the chat backend tells who is asking")
        }
        url = try source.url("CLOAKROOM_UPSTREAM_URL")
        lifetime = try source.integer("CLOAKROOM_UPSTREAM_CACHE_SECONDS", default: 10, in: 1...300)
        timeout = try source.integer("CLOAKROOM_UPSTREAM_TIMEOUT_SECONDS", default: 5, in: 1...60)
    }
}
