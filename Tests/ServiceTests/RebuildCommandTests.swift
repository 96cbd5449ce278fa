import CloakroomTesting
import Foundation
import Testing

/// The real binary after its catalog was lost.
@Suite(.serialized, .timeLimit(.minutes(15))) struct RebuildCommandTests {
    /// What a reader is told of each file, and its bytes; without what passing time changes.
    private func answers(_ service: RunningService, _ paths: [String]) throws -> [String] {
        let passing = ["Date:", "X-Request-Id:", "Cache-Control:"]
        return try paths.map { path in
            let answer = try service.curl(["-i", "\(service.url)/files?path=\(path)"])
            let lines = answer.split(whereSeparator: \.isNewline)
            return lines.filter { line in !passing.contains { line.hasPrefix($0) } }.joined(separator: "\n")
        }
    }

    private func upload(_ text: String, _ name: String, _ owner: ClusterOwner, to node: RunningService) throws -> String
    {
        let file = "\(node.folder)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let answer = try node.curl(
            "-H", owner.authorization, "-F", "file=@\(file)", "\(node.url)/\(owner.project)/files/assets")
        let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        return try #require(object?["filename"] as? String, "\(answer)")
    }

    @Test(arguments: [[:], ["CLOAKROOM_PRIMARY": "bucket"], ["CLOAKROOM_SECONDARY": "bucket"]])
    func withTheCatalogLostEveryFileComesBackAsItWas(_ buckets: [String: String]) throws {
        guard buckets.isEmpty || S3Server.isThere else { return }
        var settings = ["CLOAKROOM_SWEEP_SECONDS": "0", "CLOAKROOM_READS": "capability"]
        if let key = buckets.keys.first {
            let server = try S3Server.shared()
            settings[key] = server.location(prefix: UUID().uuidString)
            settings["AWS_ACCESS_KEY_ID"] = server.accessKey
            settings["AWS_SECRET_ACCESS_KEY"] = server.secretKey
        }
        let service = try RunningService(settings)
        let owner = try ClusterOwner(service)
        let paths = [
            try owner.upload("the printer is on fire", to: service),
            try upload("R\u{e9}sum\u{e9}", "R\u{e9}sum\u{e9} \u{4e2d}.txt", owner, to: service),
            try upload("a,b\n1,2\n", "figures.csv", owner, to: service),
        ]
        let before = try answers(service, paths)
        #expect(before.allSatisfy { $0.hasPrefix("HTTP/1.1 200") })
        _ = service.stop()
        for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(service.data)/\(name)")
        }
        let refused = try service.startCloakroom(["check"]).result()
        #expect(refused.status != 0)
        let rebuild = try service.startCloakroom(["check", "--rebuild"]).result()
        #expect(rebuild.status == 0 && rebuild.output.isEmpty, "\(rebuild)")
        #expect(try service.startCloakroom(["check", "--deep"]).result().status == 0)
        #expect(try service.startCloakroom(["check", "--rebuild", "--deep"]).result().status == 0)
        try service.start()
        #expect(try answers(service, paths) == before)
    }

    @Test func aStoreThatIsNotThereIsNotTakenForAnEmptyOne() throws {
        let service = try RunningService(["CLOAKROOM_SWEEP_SECONDS": "0"])
        _ = service.stop()
        try FileManager.default.removeItem(atPath: "\(service.data)/primary")
        try FileManager.default.removeItem(atPath: "\(service.data)/catalog.sqlite")
        #expect(try service.startCloakroom(["check", "--rebuild"]).result().status == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(service.data)/primary"))
    }

    @Test func rebuildingAndRepairingAreTwoSteps() throws {
        let service = try RunningService()
        #expect(try service.startCloakroom(["check", "--rebuild", "--repair"]).result().status == 64)
    }
}
