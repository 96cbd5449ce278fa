import Foundation
import Testing

/// What broke services like this one, tried on the running binary. `deploy/attacks` prints what came of it.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    Shared(AttackDesk.current) {
        try AttackDesk()
    } finish: {
        try Printout.write(AttackReport(rows: $0.report).lines, to: "CLOAKROOM_ATTACKS")
    })
struct AttackTests {
    private let desk: AttackDesk

    init() throws {
        desk = try #require(AttackDesk.current.get())
    }

    @Test(arguments: Attack.all)
    func theAttackFailsAndTheServiceGoesOn(attack: Attack) throws {
        let (blobs, accepted, left) = (desk.blobs, desk.accepted, desk.left)
        let outcome = try attack.run(desk)
        #expect(outcome.answer == attack.expected, "\(outcome.said)")
        if desk.left == left {
            #expect((desk.blobs > blobs) == (desk.accepted > accepted), "what was refused left something")
        }
        while !desk.hasCleanSpool { sched_yield() }
        #expect(try WireClient(desk.service).ask(WireRequest("GET", "/healthz")).status == 200)
        #expect(!desk.trap.wasSprung, "the service fetched something")
        desk.report.append((attack.row, attack.name, outcome, outcome.answer == attack.expected))
    }

    /// Every row of the list is tried, or it says why not.
    @Test(.enabled(if: AttackList.text != nil, "the list of attacks is not here"))
    func noRowOfTheListIsPassedOver() throws {
        let rows = AttackList.rows(of: try #require(AttackList.text))
        let answered = Set(Attack.all.map(\.row) + Attack.exempt.map(\.row))
        #expect(rows.count >= 20)
        #expect(rows.filter { !answered.contains($0) } == [])
    }

    @Test func everyAttackBelongsToANamedRowAndNoNameIsGivenTwice() {
        #expect(Attack.all.filter { Attack.titles[$0.row] == nil }.map(\.name) == [])
        #expect(Set(Attack.all.map(\.testDescription)).count == Attack.all.count)
    }
}
