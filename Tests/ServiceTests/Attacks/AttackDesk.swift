import Foundation

/// A service that takes every kind of file, the same data behind a second one that anybody may read, and whom it is about.
///
/// The suite is serialized: one attack at a time uses it.
final class AttackDesk: @unchecked Sendable {
    static let current = TaskLocal<AttackDesk?>(wrappedValue: nil)

    let service: RunningService
    let open: RunningService
    let client: WireClient
    let openClient: WireClient
    let staff: Staff
    let trap = Trap()
    private var besideBackend: (backend: RunningBackend, service: RunningService, client: WireClient)?
    private(set) var accepted = 0
    private(set) var left = 0
    var report: [(row: String, name: String, outcome: Attack.Outcome, isExpected: Bool)] = []

    init() throws {
        let environment = [
            "GLOBAL_SECRET": Staff.globalSecret, "CLOAKROOM_SWEEP_SECONDS": "0", "CLOAKROOM_LOG_LEVEL": "error",
            "CHAT_FILES_ALLOW_LIST": "*/*", "ASSETS_FILES_ALLOW_LIST": "*/*",
            "CLOAKROOM_READS_PER_MINUTE": "100000000", "CLOAKROOM_WRITES_PER_MINUTE": "100000000",
        ]
        service = try RunningService(environment)
        open = try RunningService(environment.merging(["CLOAKROOM_READS": "capability"]) { $1 }, data: service.data)
        client = WireClient(service)
        openClient = WireClient(open)
        staff = try Staff(service, client)
    }

    var project: String { "/\(staff.p)" }

    // MARK: Asking

    /// Every request goes through here, so that what was taken is counted.
    func ask(_ request: WireRequest) throws -> WireAnswer {
        let answer = try client.ask(request)
        if answer.status == 201 { accepted += 1 }
        return answer
    }

    /// Counts what was taken in another way.
    func noteAccepted(_ count: Int) { accepted += count }

    func send(_ form: WireForm, to route: String = "assets", by person: Person = .owner) throws -> WireAnswer {
        try ask(.upload(form, to: "/\(staff.home(of: person))/files/\(route)", token: staff.token(person)))
    }

    /// Sends a file that must be taken, and returns its path.
    func kept(_ form: WireForm, to route: String = "assets", by person: Person = .owner) throws -> String {
        let answer = try send(form, to: route, by: person)
        guard let path = answer.path else { throw RunningService.Failure(text: answer.text) }
        return path
    }

    /// A form whose bytes a test wrote itself.
    func form(
        _ body: [UInt8], type: String = "multipart/form-data; boundary=b", by person: Person = .guest
    ) -> WireRequest {
        WireRequest(
            "POST", "\(project)/files/chat", token: staff.token(person), headers: ["Content-Type: \(type)"], body: body)
    }

    func get(
        _ target: String, by person: Person = .owner, _ method: String = "GET", headers: [String] = []
    ) throws -> WireAnswer {
        try ask(WireRequest(method, target, token: staff.token(person), headers: headers))
    }

    /// Everything that comes back for these bytes, until the service hangs up.
    func raw(_ bytes: String) throws -> String {
        let socket = try RawSocket(port: client.port)
        socket.send(bytes)
        socket.endSending()
        return socket.receiveToEnd()
    }

    /// A chat backend, and a service that asks it; started when they are asked for first.
    func backend() throws -> (RunningBackend, WireClient) {
        if let besideBackend { return (besideBackend.backend, besideBackend.client) }
        let backend = try RunningBackend()
        let service = try RunningService([
            "CLOAKROOM_IDENTITY": "upstream", "CLOAKROOM_UPSTREAM_URL": "\(backend.url)/whois",
            "CLOAKROOM_UPSTREAM_TIMEOUT_SECONDS": "1",
        ])
        let client = WireClient(service)
        besideBackend = (backend, service, client)
        return (backend, client)
    }

    // MARK: What is left

    var blobs: Int { service.blobs("primary").count + service.blobs("secondary").count }

    var hasCleanSpool: Bool { service.blobs("spool").allSatisfy { $0.hasSuffix("/lock") } }

    /// MiB that a process had in memory at most.
    static func peak(of process: pid_t) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? .max) / 1024
    }

    /// Bytes that a process has read, from files and sockets.
    static func bytesRead(by process: pid_t) -> Int {
        let counters = (try? String(contentsOfFile: "/proc/\(process)/io", encoding: .utf8)) ?? ""
        return counters.split(separator: "\n").first.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// Ticks for which the processor worked for a process.
    static func processorTime(of process: pid_t) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +)
    }

    /// Puts something into the primary store behind the service's back.
    func leave(_ path: String, _ make: (URL) throws -> Void) throws {
        let place = URL(fileURLWithPath: "\(service.data)/primary/\(path)")
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try make(place)
        left += 1
    }
}
