import Testing

/// One file, one set of rules: what is refused at one door is refused at all of them, and leaves nothing.
@Suite(.timeLimit(.minutes(15))) struct DoorTests {
    private func checkNothingIsLeft(_ desk: ZendeskDesk, _ door: Door) {
        #expect(desk.service.blobs("primary").isEmpty && desk.service.blobs("resumable").isEmpty, "\(door)")
    }

    @Test func theSameDisguisedFileIsRefusedAndTheSameGenuineOneTaken() throws {
        let desk = try ZendeskDesk()
        for door in Door.all {
            let refused = try door.send("x.jpg", Array("<html><script>alert(1)</script>".utf8), to: desk)
            #expect(refused.status == (door.isZendesk ? 422 : 403), "\(door): \(refused.text)")
            checkNothingIsLeft(desk, door)
        }
        let genuine = try Fixture.bytes("genuine/sample.jpg")
        for door in Door.all {
            let taken = try door.send("x.jpg", genuine, to: desk)
            #expect(taken.status == 201 || taken.header("Cloakroom-Path") != nil, "\(door): \(taken.text)")
        }
    }

    @Test func theSameExtensionIsRefused() throws {
        let desk = try ZendeskDesk()
        let genuine = try Fixture.bytes("genuine/sample.jpg")
        for door in Door.all {
            let refused = try door.send("x.exe", genuine, to: desk)
            #expect(refused.status == (door.isZendesk ? 422 : 403), "\(door): \(refused.text)")
            checkNothingIsLeft(desk, door)
        }
    }

    @Test func theSameLimitHolds() throws {
        let genuine = try Fixture.bytes("genuine/sample.jpg")
        let desk = try ZendeskDesk(["MAX_UPLOAD_FILE_SIZE": "\(genuine.count - 1)"])
        for door in Door.all {
            let refused = try door.send("x.jpg", genuine, to: desk)
            let isTold = refused.text.contains("\"limit_file_size\":\(genuine.count - 1)")
            #expect(refused.status == 413 && isTold, "\(door): \(refused.text)")
        }
        #expect(desk.service.blobs("primary").isEmpty)
    }

    @Test func theSameQuotaHolds() throws {
        let desk = try ZendeskDesk(["CLOAKROOM_PROJECT_QUOTA_FILES": "1"])
        #expect(try desk.upload().status == 201)
        let genuine = try Fixture.bytes("genuine/sample.jpg")
        for door in Door.all where !door.isPhoto {
            let refused = try door.send("x.jpg", genuine, to: desk)
            #expect(refused.status == 507 && refused.text.contains("QUOTA_EXCEEDED"), "\(door): \(refused.text)")
        }
    }
}
