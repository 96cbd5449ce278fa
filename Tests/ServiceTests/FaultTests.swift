import CloakroomTesting
import Foundation
import Testing

/// The real binary on disks that fill up and vanish. `deploy/faults` shows more.
@Suite(.serialized) struct FaultTests {
    private func open(
        _ service: RunningService
    ) throws -> (upload: () throws -> [String: Any], status: (String) throws -> String) {
        let project = try service.cloakroom("project", "add", "Faults")
        let owner = try service.cloakroom(
            "user", "add", "o@example.com", "--password", "p:w", "--project", project, "--role", "owner")
        let authorization = "Authorization: JWT " + (try service.cloakroom("token", "--user", owner))
        let note = service.folder + "/note.txt"
        try Data("the printer is on fire".utf8).write(to: URL(fileURLWithPath: note))
        let upload = {
            let text = try service.curl(
                "-H", authorization, "-F", "file=@\(note)", "-w", "\n{\"status\":%{http_code}}",
                "\(service.url)/\(project)/files/chat")
            return try text.split(separator: "\n").reduce(into: [String: Any]()) { fields, line in
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
                fields.merge(object as? [String: Any] ?? [:]) { $1 }
            }
        }
        let status = { (target: String) in
            try service.curl(
                "-o", "/dev/null", "-w", "%{http_code}", "-H", authorization, "\(service.url)/\(target)")
        }
        return (upload, status)
    }

    @Test(.enabled(if: TinyFileSystem.isPermitted, "needs root and mount(2)"))
    func onAFullDiskUploadsAreRefusedWholeAndReadingGoesOn() throws {
        let disk = try #require(TinyFileSystem(bytes: 50 << 20))
        let service = try RunningService(data: disk.path)
        let (upload, status) = try open(service)
        let path = try #require(try upload()["filename"] as? String)
        disk.fill()
        let answer = try upload()
        #expect(answer["status"] as? Int == 507)
        #expect(answer["success"] as? Bool == false)
        #expect(answer["error"] as? String == "There is no room for it, try again later")
        #expect(try status("files?path=\(path)") == "200")
        #expect(try status("readyz") == "200")
        #expect(service.blobs("primary").count + service.blobs("secondary").count == 1)
        disk.empty()
        #expect(try upload()["status"] as? Int == 201)
        disk.fill(sparing: 1 << 20)
        #expect(try upload()["status"] as? Int == 507)
    }

    @Test func whatFellToSecondaryGoesHomeWhenPrimaryIsBack() throws {
        let service = try RunningService(["CLOAKROOM_SWEEP_SECONDS": "0"])
        let (upload, status) = try open(service)
        let (primary, away) = (service.data + "/primary", service.folder + "/away")
        try FileManager.default.moveItem(atPath: primary, toPath: away)
        try FileManager.default.createDirectory(atPath: primary, withIntermediateDirectories: false)
        let path = try #require(try upload()["filename"] as? String)
        #expect(service.blobs("secondary").count == 1)
        #expect(try status("readyz") == "200")
        #expect(try FileManager.default.contentsOfDirectory(atPath: primary).isEmpty)
        try FileManager.default.removeItem(atPath: primary)
        try FileManager.default.moveItem(atPath: away, toPath: primary)
        #expect(try service.cloakroom("sweep").hasSuffix("copied 1 files, 22 bytes, 0 postponed"))
        #expect(service.blobs("primary").count == 1 && service.blobs("secondary").isEmpty)
        #expect(try status("files?path=\(path)") == "200")
    }

    @Test func aCatalogThatVanishedIsNeitherServedNorMadeAnew() throws {
        let service = try RunningService()
        let (upload, status) = try open(service)
        let path = try #require(try upload()["filename"] as? String)
        let (catalog, away) = (service.data + "/catalog.sqlite", service.folder + "/away")
        try FileManager.default.moveItem(atPath: catalog, toPath: away)
        #expect(try upload()["status"] as? Int == 503)
        #expect(try status("readyz") == "503")
        #expect(try status("healthz") == "200")
        #expect(try service.cloakroom("project", "add", "Other") == "")
        #expect(!FileManager.default.fileExists(atPath: catalog))
        try FileManager.default.moveItem(atPath: away, toPath: catalog)
        #expect(try upload()["status"] as? Int == 201)
        #expect(try status("files?path=\(path)") == "200")
        #expect(try status("readyz") == "200")
    }
}
