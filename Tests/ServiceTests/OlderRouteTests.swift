import Testing

/// Tiledesk's routes from before there were projects in the paths, as its clients call them.
@Suite struct OlderRouteTests {
    private func send(
        _ desk: ZendeskDesk, _ target: String, as person: String?, _ form: WireForm, by method: String = "POST"
    ) throws -> WireAnswer {
        try desk.client.ask(.upload(form, to: target, token: person.flatMap { desk.tokens[$0] }, method: method))
    }

    @Test func aFileIsItsSendersAndItsProjects() throws {
        let desk = try ZendeskDesk()
        let sent = try send(desk, "/files/users/", as: "guest", WireForm("a.txt", nil, "hello"))
        #expect(sent.status == 201 && sent.text.contains(#""message":"File uploded successfully""#))
        let path = try #require(sent.field("filename"))
        #expect(path.hasPrefix("uploads/users/") && path.hasSuffix("/a.txt"))
        for (person, status) in [("guest", 200), ("agent", 200), ("foreigner", 404)] {
            #expect(try desk.ask("GET", "/files?path=\(path)", as: person).status == status, "\(person)")
        }
    }

    @Test func aPictureHasAThumbnailAndIsReadAndDeletedUnderImages() throws {
        let desk = try ZendeskDesk()
        let picture = try WireForm.picture()
        for method in ["POST", "PUT"] {
            let sent = try send(desk, "/api//images/users", as: "agent", picture, by: method)
            #expect(
                sent.status == 201 && sent.text.contains(#""message":"Image uploded successfully""#), "\(sent.text)")
            let path = try #require(sent.field("filename"))
            let thumbnail = try #require(sent.field("thumbnail"))
            #expect(try desk.ask("GET", "/images?path=\(path)", as: "agent").body == picture.content)
            #expect(try desk.ask("GET", "/images/?path=\(thumbnail)", as: "agent").status == 200)
            let deleted = try desk.ask("DELETE", "/images/users?path=\(path)", as: "agent")
            #expect(deleted.status == 200 && deleted.text.contains("Image deleted successfully"))
            #expect(try desk.ask("DELETE", "/images?path=\(path)", as: "agent").status == 404)
        }
        let text = try send(desk, "/images/users", as: "agent", WireForm("a.txt", nil, "hello"))
        #expect(text.status == 403)
    }

    @Test func whatIsMissingUnderImagesIsAnImage() throws {
        let desk = try ZendeskDesk()
        for (method, target) in [("GET", "/images"), ("DELETE", "/images"), ("DELETE", "/images/users")] {
            let answer = try desk.ask(method, target + "?path=uploads/none", as: "agent")
            #expect(answer.status == 404)
            #expect(answer.text == #"{"success":false,"error":"Image not found.","msg":"Image not found."}"#)
        }
        #expect(try desk.ask("GET", "/images", as: "agent").text.contains("Image not found."))
        #expect(try desk.ask("GET", "/files?path=uploads/none", as: "agent").text.contains("File not found."))
    }

    @Test func aPhotoIsReplacedByForceOnlyAndByAgentsOnly() throws {
        let desk = try ZendeskDesk()
        let photo = try WireForm.picture()
        for (target, person, status) in [
            ("/images/users/photo", "guest", 403), ("/images/users/photo", "agent", 201),
            ("/images/users/photo", "agent", 409), ("/images/users/photo?force=true&user_id=x", "agent", 201),
            ("/images/users/photo", "both", 201),
        ] {
            let answer = try send(desk, target, as: person, photo, by: "PUT")
            #expect(answer.status == status, "\(target) \(person): \(answer.text)")
            if status == 409 { #expect(answer.text.contains("Error uploading photo image, file already exists")) }
        }
    }

    @Test func whoHasSeveralProjectsKeepsTheFileForThemselves() throws {
        let desk = try ZendeskDesk()
        let path = try #require(
            send(desk, "/files/users", as: "both", WireForm("a.txt", nil, "hello")).field("filename"))
        #expect(try desk.ask("GET", "/files?path=\(path)", as: "both").status == 200)
        #expect(try desk.ask("GET", "/files?path=\(path)", as: "owner").status == 404)
    }

    @Test func publicUploadsAreClosedUnlessTheyAreOpened() throws {
        let closed = try ZendeskDesk()
        let open = try ZendeskDesk(["CLOAKROOM_PUBLIC_UPLOADS": "true", "CLOAKROOM_READS": "capability"])
        for target in ["/files/public/", "//images/public/"] {
            let picture = try WireForm.picture()
            #expect(try send(closed, target, as: "owner", picture).status == 404)
            let sent = try send(open, target, as: nil, picture)
            #expect(sent.status == 201, "\(sent.text)")
            let path = try #require(sent.path)
            #expect(path.hasPrefix("uploads/public/"))
            #expect(try open.ask("GET", "/files?path=\(path)").body == picture.content)
        }
    }
}
