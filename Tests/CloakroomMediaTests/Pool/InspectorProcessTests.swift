import CloakroomCore
import CloakroomTesting
import Foundation
import Testing

@testable import CloakroomMedia

/// One real helper. Synchronous, for a helper dies with the thread that started it.
@Suite struct InspectorProcessTests {
    private let helper: InspectorProcess
    private let claim = MediaClaim(fileExtension: ".png", wantsThumbnail: true)

    init() throws {
        helper = try InspectorProcess(executable: BuiltBinary.path, limits: MediaLimits())
    }

    private func inspect(_ name: String, within time: Duration = .seconds(20)) throws -> Inspection {
        let file = try Inspecting.spoolFile(Fixture.path(name))
        return try helper.inspect(FileBytes(path: file.path, size: file.size), as: claim, within: time)
    }

    /// The lines of a file below /proc/PID, their blanks made single.
    private func facts(_ name: String) throws -> [String] {
        let text = try String(contentsOfFile: "/proc/\(helper.identifier)/\(name)", encoding: .utf8)
        return text.split(separator: "\n").map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
    }

    @Test func helperIsConfined() throws {
        #expect(helper.missing.isEmpty)
        let status = try facts("status")
        #expect(status.contains("NoNewPrivs: 1") && status.contains("Seccomp: 2"))
        let limits = try facts("limits")
        #expect(limits.contains("Max open files 16 16 files"))
        #expect(limits.contains("Max file size 0 0 bytes"))
        #expect(limits.contains("Max core file size 0 0 bytes"))
        for name in ["Max data size", "Max address space"] {
            let line = try #require(limits.first { $0.hasPrefix(name) })
            let bytes = line.split(separator: " ").compactMap { Int($0) }
            #expect(bytes.count == 2 && bytes.allSatisfy { (512 << 20..<2 << 30).contains($0) }, "\(line)")
        }
    }

    @Test func helperKnowsNoSecrets() throws {
        let environment = try Data(contentsOf: URL(filePath: "/proc/\(helper.identifier)/environ"))
        let names = environment.split(separator: 0).map { String(decoding: $0.prefix { $0 != 0x3D }, as: UTF8.self) }
        let known = ["VIPSHOME", "VIPS_CONCURRENCY", "SWIFT_BACKTRACE", "LD_LIBRARY_PATH", "MAGIC"]
        #expect(Set(names).isSubset(of: known))
    }

    @Test func helperInheritsNoDescriptor() throws {
        let careless = open("/dev/null", O_RDONLY)
        defer { close(careless) }
        let helper = try InspectorProcess(executable: BuiltBinary.path, limits: MediaLimits())
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(helper.identifier)/fd")
        #expect(files.sorted() == ["0", "1", "2", "3"])
    }

    @Test func nothingStaysOpenBetweenFiles() throws {
        for _ in 1...30 { _ = try inspect("genuine/sample.png") }
        let files = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(helper.identifier)/fd")
        #expect(files.count == 4)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func signalForEverybodyLeavesTheHelper(_ signal: Int32) throws {
        kill(helper.identifier, signal)
        #expect(try inspect("genuine/sample.png").thumbnail != nil)
    }

    @Test func helperThatHangsIsKilled() throws {
        kill(helper.identifier, SIGSTOP)
        let breakdown = #expect(throws: Breakdown.self) {
            try inspect("genuine/sample.png", within: .milliseconds(50))
        }
        #expect(breakdown?.cause == .timeout && breakdown?.end == .signal(SIGKILL))
        #expect(kill(helper.identifier, 0) == -1 && errno == ESRCH)
    }

    @Test func helperThatCrashesSaysWhy() throws {
        let script = try ScriptedHelper(work: "kill -SEGV $$")
        let helper = try InspectorProcess(executable: script.executable, limits: MediaLimits())
        let file = try Inspecting.spoolFile(Fixture.path("genuine/sample.png"))
        let breakdown = #expect(throws: Breakdown.self) {
            try helper.inspect(FileBytes(path: file.path, size: file.size), as: claim, within: .seconds(20))
        }
        #expect(breakdown?.cause == .crash && breakdown?.end == .signal(SIGSEGV) && breakdown?.verifiedType == nil)
    }

    @Test func helperThatIsGoneWasNotAsked() throws {
        kill(helper.identifier, SIGKILL)
        var information = siginfo_t()
        waitid(P_PID, id_t(helper.identifier), &information, WEXITED | WNOWAIT)
        let breakdown = #expect(throws: Breakdown.self) { try inspect("genuine/sample.png") }
        #expect(breakdown?.cause == .absent)
    }

    /// So that a file that loops is told from a machine that has too much to do: the kernel is first.
    @Test(arguments: [1, 20]) func processorTimeEndsBeforeThePatience(_ seconds: Int) throws {
        _ = try inspect("genuine/sample.png", within: .seconds(seconds))
        let limit = try #require(try facts("limits").first { $0.hasPrefix("Max cpu time") })
        let most = try #require(limit.split(separator: " ").compactMap { Int($0) }.first)
        let ticks = try facts("stat")[0].split(separator: " ")[13...14].compactMap { Int($0) }.reduce(0, +)
        let left = most - ticks / sysconf(Int32(_SC_CLK_TCK))
        #expect(left >= seconds && left < seconds * MediaLimits().patience)
    }

    @Test func helperThatIsAskedNonsenseSaysSoInAnAnswer() throws {
        let (ours, theirs) = try HelperChannel.pair()
        let channel = HelperChannel(owning: ours)
        let process = try InspectorLaunch(executable: BuiltBinary.path, socket: theirs).start()
        close(theirs)
        try channel.send(HelperSetup(MediaLimits()))
        #expect(try channel.receive(HelperGreeting.self) == .ready(missing: []))
        // Without its file.
        try channel.send(InspectionRequest(size: 1, seconds: 1, claim: claim))
        let answer = try channel.receive(InspectionAnswer.self)
        guard case .refused(.failure) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(throws: ChannelFailure.ended) { try channel.receive(InspectionAnswer.self) }
        var status: Int32 = 0
        waitpid(process, &status, 0)
        #expect(ProcessEnd(status: status) == .exit(EXIT_FAILURE))
    }
}
