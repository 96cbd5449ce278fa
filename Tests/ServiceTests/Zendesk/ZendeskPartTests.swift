import Foundation
import Testing

/// Files that come to Zendesk's door in parts, and end under a token like any other.
@Suite(.timeLimit(.minutes(15))) struct ZendeskPartTests {
    private let desk: ZendeskDesk

    init() throws {
        desk = try ZendeskDesk(["CLOAKROOM_UPLOAD_SECONDS": "3600"])
    }

    private func begin(
        _ query: String, as person: String = "guest", _ headers: [String] = []
    ) throws -> (answer: WireAnswer, path: String) {
        let answer = try desk.ask(
            "POST", "/api/v2/uploads?\(query)", as: person,
            ["Upload-Complete: ?0", "Content-Type: application/binary"] + headers, Array("hel".utf8))
        try #require(answer.status == 201, "\(answer.lines) \(answer.text)")
        return (answer, try ResumableDesk.path(answer))
    }

    private func end(
        _ path: String, as person: String = "guest", at offset: Int = 3, _ rest: String = "lo"
    ) throws -> WireAnswer {
        try desk.ask(
            "PATCH", path, as: person,
            ["Content-Type: application/partial-upload", "Upload-Offset: \(offset)", "Upload-Complete: ?1"],
            Array(rest.utf8))
    }

    @Test func theLastPartIsAnsweredWithATokenThatDoesAllThatTokensDo() throws {
        let (begun, path) = try begin("filename=note.txt")
        #expect(begun.header("Upload-Complete") == "?0" && begun.header("Upload-Offset") == "3")
        #expect(path.hasPrefix("/api/v2/uploads/partial/\(desk.project)/"))
        let last = try end(path)
        #expect(last.status == 201 && last.header("Upload-Complete") == "?1", "\(last.lines) \(last.text)")
        let upload = try ZendeskUpload(last)
        #expect(upload.token.count == 25 && upload.newest["file_name"] as? String == "note.txt")
        #expect(last.header("Location") == upload.newest["url"] as? String)
        #expect(try desk.ask("GET", upload.contentTarget).text == "hello")
        #expect(try desk.ask("GET", "/api/v2/uploads/\(upload.token)", as: "agent").status == 200)
        #expect(try desk.ask("POST", "/api/v2/uploads/\(upload.token)/consume", as: "agent").status == 200)
        #expect(try desk.ask("GET", upload.contentTarget, as: "agent").text == "hello")
    }

    /// The answer may have been lost on its way.
    @Test func whoAsksAgainIsToldTheSameTokenAndNothingIsKeptTwice() throws {
        let (_, path) = try begin("filename=note.txt")
        let first = try ZendeskUpload(end(path))
        let again = try ZendeskUpload(end(path, at: 5, ""))
        #expect(again.token == first.token && again.files.count == 1)
        #expect(again.newest["id"] as? Int == first.newest["id"] as? Int)
        #expect(desk.service.blobs("primary").count == 1)
    }

    @Test func aFileInPartsIsAddedToAnOpenUpload() throws {
        let open = try desk.newUpload()
        let (_, path) = try begin("filename=b.txt&token=\(open.token)")
        let other = try ZendeskUpload(desk.upload("c.txt", to: open.token))
        let both = try ZendeskUpload(end(path))
        #expect(both.token == open.token && both.expires == open.expires)
        #expect(other.files.count == 2 && both.files.count == 3)
        #expect(both.newest["file_name"] as? String == "b.txt")
    }

    @Test(arguments: ["consumed", "deleted"]) func whatWasClosedMeanwhileTakesNoMore(_ fate: String) throws {
        let open = try desk.newUpload()
        let (_, path) = try begin("filename=b.txt&token=\(open.token)")
        let target = "/api/v2/uploads/\(open.token)"
        if fate == "consumed" {
            #expect(try desk.ask("POST", target + "/consume", as: "agent").status == 200)
        } else {
            #expect(try desk.ask("DELETE", target, as: "guest").status == 204)
        }
        let refused = try end(path)
        #expect(refused.status == 404 && refused.text == #"{"error":"RecordNotFound","description":"Not found"}"#)
        _ = try desk.service.cloakroom("sweep")
        #expect(desk.service.blobs("primary").count == (fate == "consumed" ? 1 : 0))
    }

    @Test func itsPlaceIsItsSendersAlone() throws {
        let (_, path) = try begin("filename=note.txt")
        for (person, status) in [("visitor", 404), ("owner", 404), ("foreigner", 404), (nil, 401)] as [(String?, Int)] {
            #expect(try desk.ask("HEAD", path, as: person).status == status, "\(person ?? "nobody")")
            #expect(try desk.ask("DELETE", path, as: person).status == status, "\(person ?? "nobody")")
        }
        #expect(try desk.ask("HEAD", path, as: "guest").header("Upload-Offset") == "3")
        #expect(try desk.ask("DELETE", path, as: "guest").status == 204)
        #expect(try end(path).status == 404)
    }

    @Test func refusalsAreInItsWords() throws {
        let (_, path) = try begin("filename=note.png")
        let refused = try end(path)
        #expect(refused.status == 422 && refused.text.contains(#""error":"RecordInvalid""#), "\(refused.text)")
        let (_, other) = try begin("filename=note.txt")
        let lost = try end(other, at: 4)
        #expect(lost.status == 409 && lost.header("Upload-Offset") == "3")
        #expect(lost.header("Content-Type") == "application/problem+json")
        let pathless = try desk.ask("PATCH", other, as: "guest", ["Content-Type: text/plain"], Array("lo".utf8))
        #expect(pathless.status == 415 && pathless.text.hasPrefix(#"{"error":"UnsupportedMediaType","description":"#))
        let form = ["Upload-Complete: ?0", WireForm.header]
        let parted = try desk.ask("POST", "/api/v2/uploads?filename=a.txt", as: "guest", form, [1])
        #expect(parted.status == 415 && parted.text.hasPrefix(#"{"error":"UnsupportedMediaType","description":"#))
        let nameless = try desk.ask("POST", "/api/v2/uploads", as: "guest", ["Upload-Complete: ?0"], [1])
        #expect(nameless.status == 422 && nameless.text.contains("cannot be blank"))
    }

    /// Taken for the whole, the first half would be a file.
    @Test func aPartIsOneWhateverElseItsFieldSays() throws {
        let begun = try desk.ask(
            "POST", "/api/v2/uploads?filename=note.txt", as: "guest", ["Upload-Complete: ?0;x=1"], Array("hel".utf8))
        #expect(begun.status == 201 && begun.header("Upload-Complete") == "?0", "\(begun.lines)")
        #expect(try ZendeskUpload(end(ResumableDesk.path(begun))).newest["size"] as? Int == 5)
        let unclear = try desk.ask(
            "POST", "/api/v2/uploads?filename=note.txt", as: "guest", ["Upload-Complete: no"], Array("hel".utf8))
        #expect(unclear.status == 400 && unclear.text.hasPrefix(#"{"error":"BadRequest","#))
    }

    @Test func credentialsAndProjectsAreToldAsAtTheDoor() throws {
        let token = try #require(desk.tokens["both"])
        let basic = "Authorization: Basic \(Data("both@example.com/token:\(token)".utf8).base64EncodedString())"
        let unclear = try desk.ask(
            "POST", "/api/v2/uploads?filename=a.txt", ["Upload-Complete: ?0", basic], Array("hel".utf8))
        #expect(unclear.status == 403 && unclear.text.contains("Cloakroom-Project"))
        let begun = try desk.ask(
            "POST", "/api/v2/uploads?filename=a.txt",
            ["Upload-Complete: ?0", basic, "Cloakroom-Project: \(desk.other)"], Array("hel".utf8))
        let path = try ResumableDesk.path(begun)
        let last = try desk.ask(
            "PATCH", path,
            ["Content-Type: application/partial-upload", "Upload-Offset: 3", "Upload-Complete: ?1", basic],
            Array("lo".utf8))
        #expect(try desk.ask("GET", "/api/v2/uploads/\(ZendeskUpload(last).token)", as: "foreigner").status == 200)
    }
}
