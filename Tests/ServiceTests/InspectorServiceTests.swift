import CloakroomTesting
import Foundation
import Testing

/// The real service and its real inspectors, some of which come to harm.
@Suite(.serialized, .timeLimit(.minutes(15))) struct InspectorServiceTests {
    /// A service with one inspector, and somebody who may upload.
    private struct Desk {
        let service: RunningService
        let project: String
        let token: String

        init(seconds: Int = 20) throws {
            service = try RunningService(
                ["CLOAKROOM_INSPECTORS": "1", "CLOAKROOM_INSPECTION_SECONDS": String(seconds)])
            project = try service.cloakroom("project", "add", "Help desk")
            let owner = try service.cloakroom(
                "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
            token = try service.cloakroom("token", "--user", owner)
        }

        /// The answer to an upload of a small picture, its status last.
        func upload() throws -> String { try startUpload().output() }

        func startUpload() throws -> RunningTool {
            try service.startCurl(
                "-H", "Authorization: JWT \(token)", "-F", "file=@\(Self.picture)", "-w", " %{http_code}",
                "\(service.url)/\(project)/files/assets")
        }

        private static let picture = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/genuine/sample.jpg").path
    }

    private static func isAccepted(_ answer: String) -> Bool {
        answer.hasSuffix(" 201") && answer.contains("thumbnail")
    }

    @Test func uploadNoticesNothingOfInspectorsThatWereKilled() throws {
        let desk = try Desk()
        for inspector in desk.service.inspectors {
            kill(inspector, SIGKILL)
            while RunningService.isRunning(inspector) { sched_yield() }
        }
        #expect(Self.isAccepted(try desk.upload()))
    }

    /// No file has its inspector stand still: one that loops is ended for its processor time.
    @Test func fileOfAnInspectorThatStandsStillMayComeAgainAndTheNextIsServed() throws {
        let desk = try Desk(seconds: 1)
        let inspector = try #require(desk.service.inspectors.first)
        kill(inspector, SIGSTOP)
        let answer = try desk.upload()
        #expect(answer.contains("The service is busy, try again") && answer.hasSuffix(" 503"))
        #expect(desk.service.blobs("primary").isEmpty && desk.service.blobs("spool").allSatisfy { !$0.contains("-") })
        #expect(Self.isAccepted(try desk.upload()))
        #expect(!desk.service.inspectors.contains(inspector))
    }

    /// As the kernel does it when memory has run out.
    @Test func uploadNoticesNothingOfAnInspectorThatIsKilledAtWork() throws {
        let desk = try Desk()
        let inspector = try #require(desk.service.inspectors.first)
        RunningService.stop(inspector)
        let upload = try desk.startUpload()
        while try !desk.service.curl("\(desk.service.url)/metrics").contains("_inspections_in_progress 1") {}
        kill(inspector, SIGKILL)
        #expect(Self.isAccepted(upload.output()))
    }

    /// A stopped process takes the signal when it goes on: in the midst of its work.
    @Test func fileThatCrashesItsInspectorIsRefusedAndTheNextIsServed() throws {
        let desk = try Desk()
        let inspector = try #require(desk.service.inspectors.first)
        RunningService.stop(inspector)
        kill(inspector, SIGSEGV)
        let upload = try desk.startUpload()
        while try !desk.service.curl("\(desk.service.url)/metrics").contains("_inspections_in_progress 1") {}
        kill(inspector, SIGCONT)
        let answer = upload.output()
        #expect(answer.contains("File content could not be verified.") && answer.hasSuffix(" 403"))
        #expect(Self.isAccepted(try desk.upload()))
        let metrics = try desk.service.curl("\(desk.service.url)/metrics")
        #expect(metrics.contains("cloakroom_inspector_restarts_total{reason=\"crash\"} 1"))
    }

    @Test func inspectorsEndWithTheService() throws {
        let desk = try Desk()
        let inspectors = desk.service.inspectors
        #expect(!inspectors.isEmpty)
        for inspector in inspectors { kill(inspector, SIGSTOP) }
        desk.service.kill()
        for inspector in inspectors {
            while RunningService.isRunning(inspector) { sched_yield() }
        }
    }

    @Test(arguments: [
        ("CLOAKROOM_INSPECTORS", "0"), ("CLOAKROOM_INSPECTION_SECONDS", "soon"), ("CLOAKROOM_INSPECTOR_MEMORY", "1"),
    ])
    func unusableSettingStopsTheStart(_ key: String, _ value: String) {
        let failure = #expect(throws: RunningService.Failure.self) { try RunningService([key: value]) }
        #expect(failure?.text.contains("\(key) must be") == true && failure?.text.contains("\"\(value)\"") == true)
    }

    @Test func inspectorIsNoCommandForPeople() throws {
        let process = Process()
        process.executableURL = URL(filePath: BuiltBinary.path)
        process.arguments = ["inspector"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
    }
}
