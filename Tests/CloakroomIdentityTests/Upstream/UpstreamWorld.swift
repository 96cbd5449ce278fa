import CloakroomCore
import CloakroomTesting
import Testing

@testable import CloakroomIdentity

/// An upstream identity over a backend in memory, on a clock turned by hand. Answers are believed for ten seconds.
struct UpstreamWorld {
    let clock = HandClock()
    let backend = ScriptedBackend()
    let desk: UpstreamDesk
    let identity: UpstreamIdentity
    let project: HexID
    let elsewhere: HexID
    let user: String
    let credential = Credential.token("caller")

    init(limit: Int = 64, queue: Int = 64) throws {
        project = try #require(HexID(String(repeating: "1", count: 24)))
        elsewhere = try #require(HexID(String(repeating: "2", count: 24)))
        user = String(repeating: "a", count: 24)
        desk = UpstreamDesk(
            url: try #require(BackendURL("https://chat.example/whois?from=files")), backend: backend, lifetime: 10,
            clock: clock.wall, limit: limit, queue: queue)
        identity = UpstreamIdentity(desk)
    }

    /// Makes the backend say that the caller is a user of this role.
    func say(role: String?) async {
        let role = role.map { #","role":"\#($0)""# } ?? ""
        await backend.say(#"{"id":"\#(user)","kind":"user"\#(role)}"#)
    }

    func membership() async throws -> Membership? {
        try await identity.membership(of: identity.authenticate(credential, for: project), in: project)
    }

    var questions: Int { get async { await backend.asked.count } }
}
