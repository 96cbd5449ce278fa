import Foundation

/// Two services on the same data, one for each way of reading, and everybody and everything that the matrix is about.
///
/// The suite is serialized: one test at a time uses it.
final class MatrixDesk: @unchecked Sendable {
    static let current = TaskLocal<MatrixDesk?>(wrappedValue: nil)

    private let services: [RunningService]
    private let clients: [WireClient]
    let staff: Staff
    var report = MatrixReport()
    private var paths: [String: String] = [:]
    private var madeLegacy = 0

    init() throws {
        // Beyond all limits of how often: the matrix asks thousands of times, and is refused by the thousand.
        let environment = [
            "GLOBAL_SECRET": Staff.globalSecret, "CLOAKROOM_SWEEP_SECONDS": "0", "CLOAKROOM_LOG_LEVEL": "error",
            "CLOAKROOM_READS_PER_MINUTE": "100000000", "CLOAKROOM_WRITES_PER_MINUTE": "100000000",
        ]
        let closed = try RunningService(environment)
        let open = try RunningService(
            environment.merging(["CLOAKROOM_READS": "capability"]) { $1 }, data: closed.data)
        services = [closed, open]
        clients = services.map(WireClient.init)
        staff = try Staff(closed, clients[0])
    }

    func client(_ place: Place) -> WireClient { clients[place.isOpen ? 1 : 0] }

    func prefix(_ place: Place) -> String {
        switch place {
        case .root, .openRoot: ""
        case .inP, .openInP: "/\(staff.p)"
        case .inQ: "/\(staff.q)"
        }
    }

    var blobs: Int { services[0].blobs("primary").count + services[0].blobs("secondary").count }

    // MARK: Things

    /// The path of a thing that is there now (or never was), made when it is asked for first.
    /// - Parameter place: where it will be asked for; the service there makes it, for another one may believe for a second
    ///   that it is gone.
    func path(_ thing: Thing, of person: Person, _ place: Place) throws -> String {
        switch thing {
        case .thumbnail: return Self.thumbnail(try path(.asset, of: person, place))
        case .ownAvatarThumbnail: return Self.thumbnail(try path(.ownAvatar, of: person, place))
        case .avatarThumbnail: return Self.thumbnail(try path(.avatar, of: person, place))
        case .neighbour: return String(try path(.chat, of: person, place).dropLast(8)) + "other.txt"
        default: break
        }
        let key = Self.key(thing, person)
        if let path = paths[key] { return path }
        let path = try make(thing, person, client(place))
        paths[key] = path
        return path
    }

    /// Says that somebody deleted it.
    func forget(_ thing: Thing, of person: Person) { paths[Self.key(thing, person)] = nil }

    private static func key(_ thing: Thing, _ person: Person) -> String {
        switch thing {
        case .ownChat: "\(thing) \(person.sender)"
        case .ownAvatar, .ownLegacy: "\(thing) \(person.account)"
        default: "\(thing)"
        }
    }

    private func make(_ thing: Thing, _ person: Person, _ client: WireClient) throws -> String {
        let photo = "users/photo"
        return switch thing {
        case .ownChat:
            try client.upload(to: staff.home(of: person.sender), "chat", by: staff.token(person.sender))
        case .chat: try client.upload(to: staff.p, "chat", by: staff.clerk)
        case .foreignChat: try client.upload(to: staff.q, "chat", by: staff.foreignClerk)
        case .asset: try client.upload(to: staff.p, "assets", by: staff.clerk)
        case .foreignAsset: try client.upload(to: staff.q, "assets", by: staff.foreignClerk)
        case .ownAvatar: try ownAvatar(person.account, client)
        case .avatar: try client.upload(to: staff.p, photo, by: staff.clerk)
        case .botAvatar: try client.upload(to: staff.p, "\(photo)?bot_id=\(staff.otherBot)", by: staff.clerk)
        case .foreignBotAvatar:
            try client.upload(to: staff.q, "\(photo)?bot_id=\(staff.otherForeignBot)", by: staff.foreignClerk)
        case .expired: try client.expired(in: staff.p, by: staff.clerk)
        case .deleted: try client.deleted(in: staff.p, by: staff.clerk)
        default: try earlier(thing, person)
        }
    }

    private func earlier(_ thing: Thing, _ person: Person) throws -> String {
        switch thing {
        case .noAvatar: Self.photo(of: staff.quiet)
        case .legacy: try leave("projects/\(staff.p)")
        case .foreignLegacy: try leave("projects/\(staff.q)")
        case .ownLegacy: try leave("users/\(staff.id(person))")
        case .othersLegacy: try leave("users/\(Staff.id(41))")
        case .legacyAvatar: try leave("users/\(Staff.id(90))", as: "images/photo.jpg")
        case .legacyElsewhere: try leave("public")
        case .outside: "uploads/../../catalog.sqlite"
        default: "uploads/projects/\(staff.p)/files/\(UUID().uuidString.lowercased())/note.txt"
        }
    }

    private func ownAvatar(_ account: Person, _ client: WireClient) throws -> String {
        guard account.hasAvatar else { return Self.photo(of: staff.id(account)) }
        return try client.upload(to: staff.home(of: account), "users/photo", by: staff.token(account))
    }

    private static func photo(of id: String) -> String { "uploads/users/\(id)/images/photo.jpg" }

    private static func thumbnail(_ path: String) -> String {
        let parts = path.split(separator: "/")
        return (parts.dropLast() + ["thumbnails_200_200-" + (parts.last ?? "")]).joined(separator: "/")
    }

    /// A file that an earlier system left in the store.
    private func leave(_ folder: String, as name: String? = nil) throws -> String {
        madeLegacy += 1
        let path = "uploads/\(folder)/" + (name ?? "files/earlier/\(madeLegacy).txt")
        let place = URL(fileURLWithPath: "\(services[0].data)/primary/\(path)")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("left here".utf8).write(to: place)
        return path
    }
}

extension WireClient {
    /// Sends a small file and returns its path.
    fileprivate func upload(to project: String, _ route: String, by token: String?) throws -> String {
        let form = route == "chat" ? WireForm("note.txt", nil, "a note") : try WireForm.picture()
        let answer = try ask(.upload(form, to: "/\(project)/files/\(route)", token: token))
        guard let path = answer.path else { throw RunningService.Failure(text: answer.text) }
        return path
    }

    /// A file whose second passes while it is asked for; no sweep comes by.
    fileprivate func expired(in project: String, by token: String) throws -> String {
        let path = try upload(to: project, "assets?expiration=1", by: token)
        while try ask(WireRequest("HEAD", "/files?path=\(path)", token: token)).status == 200 {}
        return path
    }

    fileprivate func deleted(in project: String, by token: String) throws -> String {
        let path = try upload(to: project, "chat", by: token)
        _ = try ask(WireRequest("DELETE", "/files?path=\(path)", token: token))
        return path
    }
}
