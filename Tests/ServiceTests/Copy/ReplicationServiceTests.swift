import CloakroomTesting
import Foundation
import Testing

/// Files in both stores, the real binary.
@Suite(.serialized, .timeLimit(.minutes(15))) struct ReplicationServiceTests {
    private static let owedToSecondary = #"cloakroom_owed_copies{store="secondary"}"#

    /// A disk that is taken away, and comes back.
    private func takeAway(_ store: String, of service: RunningService) throws {
        let path = "\(service.data)/\(store)"
        try FileManager.default.moveItem(atPath: path, toPath: "\(service.folder)/away")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    private func putBack(_ store: String, of service: RunningService) throws {
        let path = "\(service.data)/\(store)"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: "\(service.folder)/away", toPath: path)
    }

    @Test(arguments: ["async", "sync"])
    func everyFileComesToBothStoresAndADeleteErasesBoth(replication: String) throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": replication])
        let path = try desk.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg")
        if replication == "sync" { #expect(desk.service.blobs("secondary").count == 2) }
        while desk.service.blobs("secondary").count < 2 {}
        while try desk.service.cloakroom("sweep") != "erased 0 files, 0 bytes" {}
        #expect(Set(desk.service.blobs("primary")) == Set(desk.service.blobs("secondary")))
        #expect(try desk.service.startCloakroom(["check", "--deep"]).result().status == 0)
        #expect(try desk.status(path, "-X", "DELETE") == "200")
        #expect(try desk.service.cloakroom("sweep").hasPrefix("erased 1 files"))
        #expect(desk.service.blobs("primary").isEmpty && desk.service.blobs("secondary").isEmpty)
    }

    @Test func twoCopiesOnOneDiskShareNoBytes() throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": "sync"])
        let path = try desk.upload("chat", desk.write("the printer is on fire"))
        let inodes = try ["primary", "secondary"].map { store in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(desk.service.data)/\(store)/\(path)")
            return attributes[.systemFileNumber] as? Int
        }
        #expect(inodes[0] != inodes[1] && !inodes.contains(nil))
    }

    @Test(arguments: ["async", "sync"])
    func whileSecondaryIsDownUploadsAreTakenAndItsCopiesAreOwed(replication: String) throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": replication])
        let note = try desk.write("the printer is on fire")
        try takeAway("secondary", of: desk.service)
        let paths = try (0..<3).map { _ in try desk.upload("chat", note) }
        for path in paths { #expect(try desk.status(path) == "200") }
        while try desk.metric(Self.owedToSecondary) != 3 {}
        #expect(try desk.metric("cloakroom_owed_lag_seconds") ?? -1 >= 0)
        try putBack("secondary", of: desk.service)
        while desk.service.blobs("secondary").count < 3 {}
        while try desk.metric(Self.owedToSecondary) != 0 {}
        #expect(try desk.service.startCloakroom(["check", "--deep"]).result().status == 0)
    }

    @Test func aDeleteOfWhatIsOwedLeavesNoByte() throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": "async"])
        try takeAway("secondary", of: desk.service)
        let path = try desk.upload("chat", desk.write("the printer is on fire"))
        #expect(try desk.status(path, "-X", "DELETE") == "200")
        #expect(try desk.status(path) == "404")
        try putBack("secondary", of: desk.service)
        // The row is the copier's for as long as it tries.
        while !desk.service.blobs("primary").isEmpty { _ = try desk.service.cloakroom("sweep") }
        #expect(desk.service.blobs("secondary").isEmpty)
        #expect(try desk.metric(Self.owedToSecondary) ?? 0 == 0)
    }

    @Test func copiesThatAreOwedSurviveACrash() throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": "async"])
        let note = try desk.write("the printer is on fire")
        try takeAway("secondary", of: desk.service)
        let paths = try (0..<10).map { _ in try desk.upload("chat", note) }
        desk.service.kill()
        try putBack("secondary", of: desk.service)
        #expect(desk.service.blobs("secondary").isEmpty)
        try desk.service.start()
        // What the dead process had claimed is free after a sweep.
        while desk.service.blobs("secondary").count < paths.count { _ = try desk.service.cloakroom("sweep") }
        #expect(Set(desk.service.blobs("secondary")) == Set(paths))
        #expect(try desk.service.startCloakroom(["check", "--deep"]).result().status == 0)
    }

    @Test func whatAReaderMissesInPrimaryIsPutBack() throws {
        let desk = try CopiedService(["CLOAKROOM_REPLICATION": "sync"])
        let path = try desk.upload("chat", desk.write("the printer is on fire"))
        let place = "\(desk.service.data)/primary/\(path)"
        try FileManager.default.removeItem(atPath: place)
        for _ in 0..<3 { #expect(try desk.status(path) == "200") }
        while !FileManager.default.fileExists(atPath: place) {}
        #expect(try String(contentsOfFile: place, encoding: .utf8) == "the printer is on fire")
        while try desk.metric(#"cloakroom_owed_copies{store="primary"}"#) != 0 {}
        #expect(try desk.metric("cloakroom_copied_files_total") == 1)
    }

    @Test func aWrongModeStopsTheStart() throws {
        let tool = try RunningTool(
            "/bin/bash",
            [
                "-c", #""$0" serve --port 0 --data "$1" 2>&1"#, BuiltBinary.path,
                NSTemporaryDirectory() + "cloakroom-none",
            ],
            environment: ["CLOAKROOM_REPLICATION": "always"])
        let answer = tool.result()
        #expect(answer.status != 0)
        #expect(answer.output.contains(#"CLOAKROOM_REPLICATION must be one of off, async, sync, got "always""#))
    }
}
