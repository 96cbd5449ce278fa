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
    var primary: StoreLocation
    var secondary: StoreLocation
    var reads: Access.Reads
    var isSignUpOpen: Bool
    /// Seconds between sweeps in the server; 0 turns them off.
    var sweepSeconds: Int64
    /// Bytes that are left free on every disk; nil: as much as suits the disk.
    var minFreeBytes: Int64?
    /// Seconds that one call to a store may take.
    var storeTimeoutSeconds: Int64
    var limits: Limits
    var inspection: MediaLimits
    var http: HTTPLimits
    /// Seconds that a stop waits for what is in flight.
    var stopSeconds: Int64
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
        primary = try StoreLocation(source, "CLOAKROOM_PRIMARY", default: data + "/primary")
        secondary = try StoreLocation(source, "CLOAKROOM_SECONDARY", default: data + "/secondary")
        guard primary != secondary else {
            throw source.refusal("CLOAKROOM_SECONDARY", "must be another store than CLOAKROOM_PRIMARY")
        }
        reads = try source.choice("CLOAKROOM_READS", default: .private)
        isSignUpOpen = try source.flag("CLOAKROOM_SIGNUP", default: false)
        sweepSeconds = try source.integer("CLOAKROOM_SWEEP_SECONDS", default: 60, in: 0...86_400)
        if source.text("CLOAKROOM_MIN_FREE_BYTES") != nil {
            minFreeBytes = try source.integer("CLOAKROOM_MIN_FREE_BYTES", default: 0, in: 0...(.max))
        }
        storeTimeoutSeconds = try source.integer("CLOAKROOM_STORE_TIMEOUT_SECONDS", default: 10, in: 1...3600)
        limits = try Limits(source)
        inspection = try MediaLimits(source)
        http = try HTTPLimits(source)
        stopSeconds = try source.integer("CLOAKROOM_STOP_SECONDS", default: 30, in: 1...86_400)
        globalSecret = try GlobalSecret(source)
        identity = try IdentitySettings(source, globalSecret)
        logLevel = try source.choice("CLOAKROOM_LOG_LEVEL", default: .info)
        try Self.refuseWhatComesLater(source)
    }

    /// Named in the design and not built yet: better a clear word at the start than a service that ignores it.
    private static func refuseWhatComesLater(_ source: SettingsSource) throws {
        if source.text("CLOAKROOM_CATALOG") != nil {
            throw source.refusal(
                "CLOAKROOM_CATALOG", "cannot be set in this version: the catalog is SQLite in CLOAKROOM_DATA")
        }
    }
}

extension Limits {
    init(_ source: SettingsSource) throws {
        self.init()
        uploadBytes = try source.integer("MAX_UPLOAD_FILE_SIZE", default: uploadBytes, in: 1...(.max))
        chatLifetime = try source.integer(
            "CHAT_FILE_EXPIRATION_TIME", default: chatLifetime, in: 1...Limits.longestLifetime)
        if let list = source.text("CHAT_FILES_ALLOW_LIST") { chatAllowList = AllowList(list) }
        if let list = source.text("ASSETS_FILES_ALLOW_LIST") { assetAllowList = AllowList(list) }
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
    }
}

extension HTTPLimits {
    /// Requests a minute that Tiledesk's documentation promises to everybody.
    private static let published: Int64 = 200

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

/// Where a store of the pair is.
enum StoreLocation: Hashable {
    case folder(String)

    init(_ source: SettingsSource, _ key: String, default fallback: String) throws {
        guard let text = source.text(key) else {
            self = .folder(fallback)
            return
        }
        guard text.hasPrefix("file:///") else { throw source.refusal(key, "must be a folder, as in file:///srv/files") }
        self = .folder(String(text.dropFirst("file://".count)))
    }
}

/// What signs and checks the tokens that belong to no project, bot or subscription.
enum GlobalSecret {
    /// Generated at the first start and kept in the data folder.
    case generated(SigningKeys.Algorithm)
    case shared(String, SigningKeys.Algorithm)
    /// PEM; without a private key nothing here signs.
    case keyPair(publicPEM: String?, privatePEM: String?, SigningKeys.Algorithm)

    init(_ source: SettingsSource) throws {
        let algorithm = try source.choice("GLOBAL_SECRET_ALGORITHM", default: SigningKeys.Algorithm.hs256)
        guard algorithm == .rs256 || algorithm == .es256 else {
            self = source.text("GLOBAL_SECRET").map { .shared($0, algorithm) } ?? .generated(algorithm)
            return
        }
        let publicPEM = source.text("GLOBAL_SECRET_OR_PUB_KEY")
        let privatePEM = source.text("GLOBAL_SECRET_OR_PRIVATE_KEY")
        guard publicPEM != nil || privatePEM != nil else {
            throw SettingsError(
                "GLOBAL_SECRET_ALGORITHM \(algorithm.rawValue) needs GLOBAL_SECRET_OR_PUB_KEY, "
                    + "and GLOBAL_SECRET_OR_PRIVATE_KEY if tokens are to be issued here")
        }
        self = .keyPair(publicPEM: publicPEM, privatePEM: privatePEM, algorithm)
    }
}
