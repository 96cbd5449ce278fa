import Foundation

/// Row 12: a service that asks a chat backend who is asking must outlive whatever comes back. `UpstreamTests` try more.
extension Attack {
    static let backends: [Attack] = [
        backend("an answer that never comes") { $0.isHeld = true },
        backend("an answer that begins and never ends") { $0.isStalled = true },
        backend("an answer of 200 kB") { $0.body? += String(repeating: " ", count: 200 << 10) },
        backend("an answer that is a page") { $0.body = "<html>owner</html>" },
        backend("an answer of another shape") { $0.body = #"["owner"]"# },
        backend("an answer thirty thousand levels deep") { $0.body = String(repeating: "[", count: 30_000) },
        backend("an error") { $0.status = 500 },
        Attack("12", "a redirect to another host", "503, not followed") { desk in
            let answer = try asked(desk) { answer in
                answer.status = 307
                answer.location = desk.trap.url
            }
            return Outcome(
                answer: "\(answer.status), " + (desk.trap.wasSprung ? "followed" : "not followed"),
                said: answer.field("error") ?? "")
        },
        Attack("12", "a proper answer after all that", "201") { desk in try asked(desk) { _ in }.outcome },
    ]

    private static func backend(
        _ what: String, _ spoil: @escaping @Sendable (inout RunningBackend.Answer) -> Void
    ) -> Attack { Attack("12", what, "503") { desk in try asked(desk, spoil).outcome } }

    /// An upload of somebody whom the service asks the backend about.
    private static func asked(
        _ desk: AttackDesk, _ spoil: (inout RunningBackend.Answer) -> Void
    ) throws -> WireAnswer {
        let (backend, client) = try desk.backend()
        let body = #"{"id":"\#(Staff.id(50))","kind":"user","role":"owner"}"#
        var answer = RunningBackend.Answer(path: "/whois", body: body)
        spoil(&answer)
        try backend.answers(answer)
        defer { try? backend.release() }
        return try client.ask(
            .upload(.init("x.txt", nil, "x"), to: "/\(Staff.id(51))/files/chat", token: UUID().uuidString))
    }
}
