import CloakroomCore
import CloakroomHTTP
import CloakroomIdentity
import CloakroomMedia
import Logging

/// All settings, checked. Defaults live here and nowhere else.
struct Settings {
    var host: String
    var port: Int
    var data: String
    var catalog: CatalogLocation
    var primary: StoreLocation
    var secondary: StoreLocation
    var replication: Replication
    var reads: Access.Reads
    var isSignUpOpen: Bool
    var arePublicUploadsOpen: Bool
    /// What requests are about that name no project, when their senders have several.
    var defaultProject: HexID?
    /// Seconds between sweeps in the server; 0 turns them off.
    var sweepSeconds: Int64
    /// Bytes that are left free on every disk; nil: as much as suits the disk.
    var minFreeBytes: Int64?
    /// Seconds that one call to a store may take.
    var storeTimeoutSeconds: Int64
    var limits: Limits
    var inspection: MediaLimits
    /// The base of the URLs that are handed out; nil: what each request says.
    var publicURL: PublicURL?
    /// Seconds that a signed link lives, and at most.
    var linkSeconds: Int64
    var http: HTTPLimits
    var resumable: ResumableLimits
    var signIn: SignInLimits
    /// Nil: the port speaks HTTP without TLS.
    var tls: TLSSettings?
    /// Seconds that a stop waits for what is in flight.
    var stopSeconds: Int64
    /// Whether weak secrets are put up with.
    var isInsecure: Bool
    var globalSecret: GlobalSecret
    var identity: IdentitySettings
    var logLevel: Logger.Level
}

extension Settings {
    /// - Throws: ``SettingsError`` for the first key that cannot be used.
    init(_ source: SettingsSource) throws {
        host = source.text("CLOAKROOM_HOST") ?? "127.0.0.1"
        port = Int(try source.integer("CLOAKROOM_PORT", default: 8080, in: 0...65_535))
        data = source.text("CLOAKROOM_DATA") ?? "./data"
        catalog = try CatalogLocation(source)
        primary = try StoreLocation(source, "CLOAKROOM_PRIMARY", default: data + "/primary")
        secondary = try StoreLocation(source, "CLOAKROOM_SECONDARY", default: data + "/secondary")
        guard !primary.overlaps(secondary) else {
            throw source.refusal("CLOAKROOM_SECONDARY", "must be another store than CLOAKROOM_PRIMARY")
        }
        replication = try source.choice("CLOAKROOM_REPLICATION", default: .off)
        reads = try source.choice("CLOAKROOM_READS", default: .private)
        isSignUpOpen = try source.flag("CLOAKROOM_SIGNUP", default: false)
        arePublicUploadsOpen = try source.flag("CLOAKROOM_PUBLIC_UPLOADS", default: false)
        defaultProject = try source.project("CLOAKROOM_DEFAULT_PROJECT")
        sweepSeconds = try source.integer("CLOAKROOM_SWEEP_SECONDS", default: 60, in: 0...86_400)
        if source.text("CLOAKROOM_MIN_FREE_BYTES") != nil {
            minFreeBytes = try source.integer("CLOAKROOM_MIN_FREE_BYTES", default: 0, in: 0...(.max))
        }
        storeTimeoutSeconds = try source.integer("CLOAKROOM_STORE_TIMEOUT_SECONDS", default: 10, in: 1...3600)
        limits = try Limits(source)
        inspection = try MediaLimits(source)
        publicURL = try source.publicURL("CLOAKROOM_PUBLIC_URL")
        linkSeconds = try source.integer("CLOAKROOM_LINK_SECONDS", default: 604_800, in: 1...Limits.longestLifetime)
        http = try HTTPLimits(source)
        resumable = try ResumableLimits(source)
        signIn = try SignInLimits(source)
        tls = try TLSSettings(source)
        guard http.accelRedirect == nil || primary.isFolder && secondary.isFolder else {
            throw source.refusal("CLOAKROOM_ACCEL_REDIRECT", "needs both stores to be folders")
        }
        stopSeconds = try source.integer("CLOAKROOM_STOP_SECONDS", default: 30, in: 1...86_400)
        isInsecure = try source.flag("CLOAKROOM_INSECURE", default: false)
        globalSecret = try GlobalSecret(source)
        identity = try IdentitySettings(source, globalSecret)
        logLevel = try source.choice("CLOAKROOM_LOG_LEVEL", default: .info)
    }
}

extension Limits {
    init(_ source: SettingsSource) throws {
        self.init()
        uploadBytes = try source.integer("MAX_UPLOAD_FILE_SIZE", default: uploadBytes, in: 1...(.max))
        chatLifetime = try source.integer(
            "CHAT_FILE_EXPIRATION_TIME", default: chatLifetime, in: 1...Limits.longestLifetime)
        uploadLifetime = try source.integer(
            "CLOAKROOM_UPLOAD_SECONDS", default: uploadLifetime, in: 1...Limits.longestLifetime)
        projectQuota = try Quota(source, "CLOAKROOM_PROJECT_QUOTA")
        guestQuota = try Quota(source, "CLOAKROOM_GUEST_QUOTA")
        if let list = source.text("CHAT_FILES_ALLOW_LIST") { chatAllowList = AllowList(list) }
        if let list = source.text("ASSETS_FILES_ALLOW_LIST") { assetAllowList = AllowList(list) }
    }
}

extension Quota {
    /// The two settings that begin with `prefix`; 0 is no limit.
    fileprivate init(_ source: SettingsSource, _ prefix: String) throws {
        let limit = { (unit: String) in
            let number = try source.integer("\(prefix)_\(unit)", default: 0, in: 0...(.max))
            return number == 0 ? nil : number
        }
        self.init(bytes: try limit("BYTES"), files: try limit("FILES"))
    }
}

extension MediaLimits {
    init(_ source: SettingsSource) throws {
        self.init()
        running = Int(try source.integer("CLOAKROOM_INSPECTORS", default: Int64(running), in: 1...256))
        seconds = Int(try source.integer("CLOAKROOM_INSPECTION_SECONDS", default: Int64(seconds), in: 1...3600))
        memory = Int(
            try source.integer("CLOAKROOM_INSPECTOR_MEMORY", default: Int64(memory), in: 64 << 20...64 << 30))
    }
}

extension HTTPLimits {
    init(_ source: SettingsSource) throws {
        self.init()
        let day: Int64 = 86_400
        connections = try source.count("CLOAKROOM_CONNECTIONS", default: connections, in: 1...1_000_000)
        streams = try source.count("CLOAKROOM_STREAMS", default: streams, in: 1...10_000)
        idleSeconds = try source.integer("CLOAKROOM_IDLE_SECONDS", default: idleSeconds, in: 1...day)
        headerSeconds = try source.integer("CLOAKROOM_HEADER_SECONDS", default: headerSeconds, in: 1...day)
        bodyBytesPerSecond = try source.integer(
            "CLOAKROOM_BODY_BYTES_PER_SECOND", default: bodyBytesPerSecond, in: 1...(1 << 40))
        bodyWindowSeconds = try source.integer(
            "CLOAKROOM_BODY_WINDOW_SECONDS", default: bodyWindowSeconds, in: 1...day)
        answerSeconds = try source.integer("CLOAKROOM_ANSWER_SECONDS", default: answerSeconds, in: 1...day)
        uploadsPerPrincipal = try source.count(
            "CLOAKROOM_UPLOADS_PER_PRINCIPAL", default: uploadsPerPrincipal, in: 1...1_000_000)
        uploads = try source.count("CLOAKROOM_UPLOADS", default: uploads, in: 1...1_000_000)
        writesPerMinute = try source.count(
            "CLOAKROOM_WRITES_PER_MINUTE", default: writesPerMinute, in: Self.published...1_000_000_000)
        readsPerMinute = try source.count(
            "CLOAKROOM_READS_PER_MINUTE", default: readsPerMinute, in: Self.published...1_000_000_000)
        trustedProxies = try Self.proxies(source)
        accelRedirect = try Self.accelRedirect(source)
        interim = try source.choice("CLOAKROOM_INTERIM_ANSWERS", default: interim)
    }
}

extension HTTPLimits {
    /// Requests a minute that Tiledesk's documentation promises to everybody.
    private static let published: Int64 = 200

    private static func accelRedirect(_ source: SettingsSource) throws -> AccelRedirect? {
        let key = "CLOAKROOM_ACCEL_REDIRECT"
        guard let prefix = source.text(key) else { return nil }
        guard source.text("CLOAKROOM_TRUSTED_PROXIES") != nil else {
            throw source.refusal(key, "needs CLOAKROOM_TRUSTED_PROXIES")
        }
        guard let redirect = AccelRedirect(prefix) else {
            throw source.refusal(key, "must be a path as in /internal/")
        }
        return redirect
    }

    private static func proxies(_ source: SettingsSource) throws -> [IPNetwork] {
        let key = "CLOAKROOM_TRUSTED_PROXIES"
        let parts = (source.text(key) ?? "").split { $0 == "," || $0 == " " }
        return try parts.map { part in
            guard let network = IPNetwork(String(part)) else {
                throw source.refusal(key, "must be addresses and networks, as in 127.0.0.1,10.0.0.0/8")
            }
            return network
        }
    }
}

extension ResumableLimits {
    init(_ source: SettingsSource) throws {
        self.init()
        lifetime = try source.integer("CLOAKROOM_RESUMABLE_SECONDS", default: lifetime, in: 1...Limits.longestLifetime)
        perPrincipal = try source.count(
            "CLOAKROOM_RESUMABLE_PER_PRINCIPAL", default: perPrincipal, in: 1...1_000_000)
    }
}

extension SignInLimits {
    init(_ source: SettingsSource) throws {
        self.init()
        perAccount = Int(
            try source.integer("CLOAKROOM_FAILURES_PER_ACCOUNT", default: Int64(perAccount), in: 0...100_000))
        perClient = Int(
            try source.integer("CLOAKROOM_FAILURES_PER_ADDRESS", default: Int64(perClient), in: 0...100_000))
    }
}

extension SettingsSource {
    fileprivate func project(_ key: String) throws -> HexID? {
        guard let text = text(key) else { return nil }
        guard let id = HexID(text) else { throw refusal(key, "must be a project's id, 24 hex digits") }
        return id
    }

    fileprivate func publicURL(_ key: String) throws -> PublicURL? {
        guard let text = text(key) else { return nil }
        guard let url = PublicURL(text) else {
            throw refusal(key, "must be a URL without query, as in https://desk.example/api")
        }
        return url
    }
}
