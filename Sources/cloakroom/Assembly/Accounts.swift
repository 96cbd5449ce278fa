import CloakroomCore
import CloakroomIdentity
import Logging

/// The catalog and who is who, without stores and media: all that the account commands need.
struct Accounts {
    let catalog: OpenCatalog
    let authority: Authority
    let secrets: SecretKeeper
    let links: LinkSigner

    init(_ settings: Settings, _ folder: DataFolder, catalogMayBeLost: Bool = false) async throws {
        catalog = try await OpenCatalog(settings.catalog, folder, mayBeLost: catalogMayBeLost)
        authority = try await Authority(settings, catalog, folder)
        secrets = SecretKeeper(directory: catalog.all)
        links = LinkSigner(directory: catalog.all, lifetime: settings.linkSeconds)
    }

    var directory: any Directory { catalog.all }

    func close() {
        catalog.close()
    }

    /// Opens the accounts for one command.
    /// - Throws: where the chat backend has them.
    static func open(
        _ options: SettingsOptions, _ work: (Accounts, LocalIdentity) async throws -> Void
    ) async throws {
        try await openAnywhere(options) { accounts, settings in
            guard let identity = accounts.authority.local else {
                throw CommandFailure(
                    """
                    With CLOAKROOM_IDENTITY=\(settings.identity.name) projects, users, bots, members and their tokens \
                    live in the chat backend, not here. Change them there.
                    """)
            }
            try await work(accounts, identity)
        }
    }

    /// Opens the catalog for a command that works whoever has the users.
    static func openAnywhere(
        _ options: SettingsOptions, _ work: (Accounts, Settings) async throws -> Void
    ) async throws {
        let settings = try options.settings()
        LoggingSystem.bootstrap(settings)
        let accounts = try await Accounts(settings, DataFolder(settings.data))
        defer { accounts.close() }
        do {
            try await work(accounts, settings)
        } catch let error as CloakroomError {
            throw CommandFailure(error)
        }
    }

    /// Tells of a conflict in words.
    func adding(_ what: String, _ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as CloakroomError where error.kind == .conflict {
            throw CommandFailure("There is a \(what) already.")
        }
    }
}

extension GlobalSecret {
    /// - Throws: when the keys cannot be read.
    func keys(_ catalog: OpenCatalog, _ folder: DataFolder) async throws -> SigningKeys {
        do {
            switch self {
            case .generated(let algorithm):
                return try SigningKeys(secret: await catalog.globalSecret(folder), algorithm: algorithm)
            case .shared(let secret, let algorithm): return try SigningKeys(secret: secret, algorithm: algorithm)
            case .keyPair(let publicPEM, let privatePEM, let algorithm):
                return try SigningKeys(publicPEM: publicPEM, privatePEM: privatePEM, algorithm: algorithm)
            }
        } catch let error as CloakroomError {
            throw SettingsError("the GLOBAL_SECRET settings cannot be used: \(CommandFailure(error))")
        }
    }
}

extension CommandFailure {
    /// An error of the domain, in words for the person at the command line, who may know its cause.
    init(_ error: CloakroomError) {
        switch error.kind {
        case .invalid(let reason): self.init(reason)
        case .projectNotFound(let id): self.init("There is no project \(id).")
        default: self.init(error.description)
        }
    }
}

extension LoggingSystem {
    /// Sets up the log once for the process.
    static func bootstrap(_ settings: Settings) {
        bootstrap { label in
            var handler = LineLogHandler(label: label)
            handler.logLevel = settings.logLevel
            return handler
        }
    }
}
