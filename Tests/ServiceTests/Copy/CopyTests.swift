import CloakroomTesting
import Foundation
import Testing

/// `cloakroom copy`, the real binary.
@Suite(.serialized, .timeLimit(.minutes(15))) struct CopyTests {
    @Test func filesOfAServiceAreCopiedAndPassedOverTheSecondTime() throws {
        let desk = try CopiedService()
        let paths = try (0..<3).map { _ in try desk.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg") }
        let away = "file://\(desk.service.folder)/away"
        let first = try desk.copy("--from", "primary", "--to", away)
        #expect(first.status == 0 && first.output.hasPrefix("copied 6 blobs, "), "\(first)")
        let second = try desk.copy("--from", "primary", "--to", away)
        #expect(second.status == 0 && second.output == "copied 0 blobs, 0 bytes, 6 were there already", "\(second)")
        for path in paths { #expect(try desk.status(path) == "200") }
    }

    @Test func filesMoveToSecondaryAndBackWhileTheyAreServed() throws {
        let desk = try CopiedService()
        let path = try desk.upload("assets", "\(Repository.root)/Fixtures/genuine/sample.jpg")
        for (from, to) in [("primary", "secondary"), ("secondary", "primary")] {
            let moved = try desk.copy("--from", from, "--to", to, "--delete")
            #expect(moved.status == 0 && moved.output.hasSuffix(", 2 erased in the source"), "\(moved)")
            #expect(desk.service.blobs(from).isEmpty && desk.service.blobs(to).count == 2)
            #expect(try desk.status(path) == "200")
            #expect(try desk.service.startCloakroom(["check", "--deep"]).result().status == 0)
        }
    }

    /// The old primary becomes secondary, an empty store primary; what is deleted on the way is gone everywhere.
    @Test func aServiceMovesIntoAnotherStore() throws {
        let desk = try CopiedService()
        let note = try desk.write("the printer is on fire")
        let paths = try (0..<5).map { _ in try desk.upload("chat", note) }
        desk.service.kill()
        let (old, new) = ("\(desk.service.data)/primary", "\(desk.service.folder)/new")
        let stores = ["CLOAKROOM_PRIMARY": "file://\(new)", "CLOAKROOM_SECONDARY": "file://\(old)"]
        let moved = try CopiedService(desk, stores)
        #expect(try moved.status(paths[0]) == "200")
        #expect(try moved.status(paths[1], "-X", "DELETE") == "200")
        let copy = try moved.copy("--from", "secondary", "--to", "primary", "--delete")
        #expect(copy.status == 0 && copy.output.contains("1 pending"), "\(copy)")
        #expect(try moved.service.cloakroom("sweep").hasPrefix("erased 1 files"))
        #expect(desk.service.blobs("primary").isEmpty)
        for path in paths where path != paths[1] { #expect(try moved.status(path) == "200") }
        #expect(try moved.service.startCloakroom(["check", "--deep"]).result().status == 0)
    }

    @Test func aCopyThatIsKilledIsTakenUpAndLeavesNothingHalfWritten() throws {
        let folders = try CopyFolders(files: 1500)
        let all = try folders.content("source")
        var kills = 0
        for _ in 0..<3 {
            let before = try folders.content("target").count
            let copy = try folders.start(from: folders.url("source"), to: folders.url("target"))
            while try folders.content("target").count < min(before + 100, all.count) {}
            copy.stop()
            let there = try folders.content("target")
            if there.count < all.count { kills += 1 }
            #expect(there.allSatisfy { all[$0.key] == $0.value })
        }
        #expect(kills > 0)
        let there = try folders.content("target").count
        let last = try folders.copy(from: folders.url("source"), to: folders.url("target"))
        #expect(last.status == 0 && last.output.contains("copied \(all.count - there) blobs, "), "\(last)")
        #expect(last.output.hasSuffix(there > 0 ? ", \(there) were there already" : "bytes"), "\(last)")
        #expect(try folders.content("target") == all && folders.content("source") == all)
    }

    @Test func withoutACatalogFilesAreMovedAllTheSame() throws {
        let folders = try CopyFolders(files: 30)
        let all = try folders.content("source")
        let moved = try folders.copy(
            from: folders.url("source"), to: folders.url("target"), "--delete", "--parallel", "2")
        #expect(moved.status == 0 && moved.output.contains("no catalog in "), "\(moved)")
        #expect(moved.output.hasSuffix(", 30 erased in the source"), "\(moved)")
        #expect(try folders.content("target") == all && folders.content("source").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folders.root + "/data/catalog.sqlite"))
        #expect(!FileManager.default.fileExists(atPath: folders.root + "/data/spool"))
    }

    @Test func anotherFileInTheDestinationIsAFailureOfItsOwn() throws {
        let folders = try CopyFolders(files: 3)
        _ = try folders.copy(from: folders.url("source"), to: folders.url("target"))
        try Data("other".utf8).write(to: URL(fileURLWithPath: folders.root + "/target/uploads/0/1.txt"))
        let again = try folders.copy(from: folders.url("source"), to: folders.url("target"))
        #expect(
            again.status == 1 && again.output.contains("uploads/0/1.txt\tconflict: the destination has other 5 bytes"))
        #expect(again.output.contains(", 2 were there already, 1 failed"), "\(again)")
        #expect(try folders.content("target")["uploads/0/1.txt"] == Data("other".utf8))
    }

    @Test(
        arguments: [
            ("primary", "primary", [], 64, "same store"),
            ("file://ROOT/source", "file://ROOT//source/", [], 64, "same store"),
            ("file://ROOT/source", "file://ROOT/source/uploads", [], 64, "one lies in the other"),
            ("file://ROOT/data/primary", "primary", [], 64, "same store"),
            ("primary", "file://ROOT/target", ["--delete"], 64, "take files from the service"),
            ("nowhere", "primary", [], 64, "CLOAKROOM_FROM must be a folder"),
            ("file://ROOT/source", "s3://", [], 64, "CLOAKROOM_TO"),
            ("file://ROOT/source", "primary", ["--parallel", "0"], 64, "--parallel takes"),
            ("file://ROOT/missing", "file://ROOT/target", [], 1, "no folder, or an empty one"),
            (
                "file://ROOT/source", "s3://bucket/x?endpoint=http://127.0.0.1:1", [], 1,
                "The destination cannot be used"
            ),
        ] as [(String, String, [String], Int32, String)])
    func whatMakesNoSenseIsRefused(from: String, to: String, more: [String], status: Int32, reason: String) throws {
        let folders = try CopyFolders(files: 1, ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"])
        let places = [from, to].map { $0.replacing("ROOT", with: folders.root) }
        let answer = try folders.copy(from: places[0], to: places[1], more)
        #expect(answer.status == status && answer.output.contains(reason), "\(answer)")
        #expect(!FileManager.default.fileExists(atPath: folders.root + "/target"))
    }
}
