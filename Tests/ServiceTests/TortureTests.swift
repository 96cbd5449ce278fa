import CloakroomTesting
import Testing

/// A short run of what `deploy/torture` does for long.
@Suite(.timeLimit(.minutes(15))) struct TortureTests {
    @Test func killsBreakNoPromise() throws {
        let run = try RunningTool(BuiltBinary.named("torture"), ["--kills", "5", "--binary", BuiltBinary.path]).result()
        #expect(run.status == 0, "\(run.output)")
        #expect(run.output.hasSuffix("; 0 lost, 0 torn, 0 undead, 0 orphans, 0 failures"), "\(run.output)")
    }
}
