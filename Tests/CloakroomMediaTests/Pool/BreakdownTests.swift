import CloakroomCore
import Foundation
import Testing

@testable import CloakroomMedia

/// Helpers that do what no helper should.
@Suite struct BreakdownTests {
    private static let refusal = CloakroomError.Kind.contentUnverifiable(declared: "image/png")
    private static let busy = CloakroomError.Kind.busy(retryAfter: 2)

    @Test(arguments: [
        "kill -SEGV $$", "exit 0", "ulimit -S -t 1; while :; do :; done", "printf 'Thank you for the file' >&3",
        "printf '\\377\\377\\377\\377' >&3", "answer 9 none", "answer 1 text image/png",
        "answer 1 done_as text/html", "answer 0 text text/html", "answer 0 text image/png; answer 0 text image/png",
        "answer 1 done_as $'image/png\\r\\nX: y'",
    ])
    func fileThatBreaksAHelperIsRefusedUnlessItWasVerified(_ work: String) async throws {
        let helper = try ScriptedHelper(work: work)
        let pool = InspectorPool.of(helper.executable)
        let outcome = try await Outcome { try await pool.inspect("genuine/sample.png", thumbnail: true) }
        let isVerified = work.hasPrefix("answer 0 text image")
        #expect(outcome == (isVerified ? .accepted(Inspection(contentType: "image/png")) : .refused(Self.refusal)))
    }

    /// No file does this: what takes too much of the processor is ended for that.
    @Test(arguments: ["kill -STOP $$", "kill -KILL $$"])
    func fileThatTheMachineDidNotGetToMayComeAgain(_ work: String) async throws {
        let helper = try ScriptedHelper(work: work)
        let pool = InspectorPool.of(helper.executable, seconds: 1, patience: 1)
        let outcome = try await Outcome { try await pool.inspect("genuine/sample.png", thumbnail: true) }
        #expect(outcome == .refused(Self.busy))
    }

    /// As the kernel does it when memory has run out, at other files' expense.
    @Test(arguments: ["", "answer 0 text image/png;"])
    func killedHelperIsReplacedOnce(_ before: String) async throws {
        let helper = try ScriptedHelper(
            work: "echo >>\"$0.asked\"; if mkdir \"$0.used\" 2>/dev/null; then \(before) kill -KILL $$; fi; "
                + "answer 1 done_as image/png")
        let inspection = try await InspectorPool.of(helper.executable).inspect("genuine/sample.png", thumbnail: true)
        #expect(inspection.contentType == "image/png")
        #expect(try String(contentsOfFile: helper.executable + ".asked", encoding: .utf8) == "\n\n")
    }

    @Test func helperThatIsKilledEachTimeIsReplacedNoMore() async throws {
        let helper = try ScriptedHelper(work: "echo >>\"$0.asked\"; kill -KILL $$")
        let pool = InspectorPool.of(helper.executable, running: 8)
        #expect(try await Outcome { try await pool.inspect("genuine/sample.png") } == .refused(Self.busy))
        #expect(try String(contentsOfFile: helper.executable + ".asked", encoding: .utf8) == "\n\n")
    }

    @Test(arguments: ["kill -SEGV $$", "kill -STOP $$", "kill -KILL $$", "printf 'no thumbnail'>&3"])
    func verifiedFileIsKeptWithoutAThumbnail(_ work: String) async throws {
        let helper = try ScriptedHelper(work: "answer 0 text image/png; " + work)
        let pool = InspectorPool.of(helper.executable, seconds: 1, patience: 3)
        #expect(try await pool.inspect("genuine/sample.png", thumbnail: true) == Inspection(contentType: "image/png"))
    }

    @Test func declaredTypeIsNamed() async throws {
        let helper = try ScriptedHelper(work: "exit 1")
        let outcome = try await Outcome {
            try await InspectorPool.of(helper.executable).inspect("genuine/sample.png", declared: "image/x-png")
        }
        #expect(outcome == .refused(.contentUnverifiable(declared: "image/x-png")))
    }

    @Test func nextFileGetsAnotherHelper() async throws {
        let helper = try ScriptedHelper(
            work: "if mkdir \"$0.used\" 2>/dev/null; then kill -SEGV $$; fi; answer 1 done_as text/plain")
        let pool = InspectorPool.of(helper.executable)
        #expect(
            try await Outcome { try await pool.inspect("genuine/sample.txt") }
                == .refused(.contentUnverifiable(declared: "text/plain")))
        #expect(try await pool.inspect("genuine/sample.txt").contentType == "text/plain")
    }

    @Test func helperIsReplacedWhenItIsOld() async throws {
        let helper = try ScriptedHelper(work: "answer 1 done_as application/x-$$")
        let pool = InspectorPool.of(helper.executable, lifetime: 2)
        let file = try Inspecting.spoolFile(Fixture.path("genuine/sample.txt"))
        var names: [String] = []
        for _ in 1...6 { names.append(try await pool.inspect(file, as: MediaClaim(fileExtension: "")).contentType) }
        #expect(Set(names).count == 3)
        #expect(names[0] == names[1] && names[2] == names[3] && names[4] == names[5])
    }

    @Test func queueIsBounded() async throws {
        let helper = try ScriptedHelper(work: "until [ -e \"$0.go\" ]; do :; done; answer 1 done_as image/png")
        let pool = InspectorPool.of(helper.executable, waiting: 1)
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 1...4 { group.addTask { try await Outcome { try await pool.inspect("genuine/sample.png") } } }
            for _ in 1...2 { #expect(try await group.next() == .refused(Self.busy)) }
            _ = try helper.folder.write([], named: "helper.go")
            for _ in 1...2 { #expect(try await group.next() == .accepted(Inspection(contentType: "image/png"))) }
        }
    }
}
