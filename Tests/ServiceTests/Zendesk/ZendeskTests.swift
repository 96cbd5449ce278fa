import CloakroomCrypto
import Foundation
import Testing

/// Zendesk's uploads by the real binary, line by line of the contract.
@Suite struct ZendeskTests {
    @Test func anUploadAnswersWithEveryKeyInItsOrder() throws {
        let desk = try ZendeskDesk()
        let picture = try Fixture.bytes("genuine/sample.jpg")
        let answer = try desk.upload("lol.jpg", picture)
        #expect(answer.status == 201, "\(answer.text)")
        #expect(answer.header("Content-Type") == "application/json; charset=utf-8")
        let upload = try ZendeskUpload(answer)
        let keys = ["token", "expires_at", "attachments", "attachment"].map { answer.text.range(of: "\"\($0)\":") }
        #expect(keys.compactMap { $0?.lowerBound } == keys.compactMap { $0?.lowerBound }.sorted() && keys.count == 4)
        #expect(upload.token.count == 25 && upload.token.allSatisfy { $0.isLetter || $0.isNumber })
        let file = upload.newest
        let id = try #require(file["id"] as? Int)
        #expect(id > 1 << 32 && id < 1 << 53)
        #expect(file["url"] as? String == "http://files.example/api/v2/attachments/\(id).json")
        #expect(answer.header("Location") == file["url"] as? String)
        #expect(file["file_name"] as? String == "lol.jpg" && file["content_type"] as? String == "image/jpeg")
        #expect(file["size"] as? Int == picture.count && file["inline"] as? Bool == false)
        #expect(file["deleted"] as? Bool == false && file["malware_scan_result"] as? String == "not_scanned")
        #expect(file["mapped_content_url"] as? String == file["content_url"] as? String)
        #expect(upload.contentTarget.hasSuffix("/?name=lol.jpg"))
        let thumbnail = try #require((file["thumbnails"] as? [[String: Any]])?.first)
        #expect(thumbnail["width"] as? Int == 200 && thumbnail["height"] as? Int == 200)
        #expect(thumbnail["file_name"] as? String == "lol_thumb.jpg" && thumbnail["thumbnails"] == nil)
        #expect(thumbnail["id"] as? Int == id + 1)
        let shown = try desk.ask("GET", ZendeskDesk.target(thumbnail["content_url"] as? String ?? ""))
        #expect(shown.status == 200 && shown.body.count == thumbnail["size"] as? Int)
        for name in ["RateLimit-Limit", "X-Rate-Limit", "X-Rate-Limit-Remaining", "X-Request-Id"] {
            #expect(answer.header(name) != nil, "\(name)")
        }
        let text = try desk.newUpload().newest
        #expect(text["width"] is NSNull && (text["thumbnails"] as? [Any])?.isEmpty == true)
    }

    @Test func whatAnswersNoMethodSaysSoInItsWords() throws {
        let desk = try ZendeskDesk()
        for (target, allowed) in [
            ("/api/v2/uploads", "POST"), ("/api/v2/uploads/x/consume", "POST"), ("/api/v2/attachments/1", "GET, HEAD"),
            ("/api/v2/uploads/partial/\(desk.project)/x", "GET, HEAD, PATCH, DELETE"),
        ] {
            let answer = try desk.ask("PUT", target, as: "guest", [], [])
            #expect(answer.status == 405 && answer.header("Allow") == allowed, "\(answer.lines)")
            #expect(answer.text == #"{"error":"MethodNotAllowed","description":"Method not allowed"}"#)
        }
    }

    @Test func severalFilesUnderOneTokenAreListedAndDeletedTogether() throws {
        let desk = try ZendeskDesk()
        let first = try desk.newUpload()
        let second = try ZendeskUpload(desk.upload("b.txt", to: first.token))
        #expect(second.token == first.token && second.expires == first.expires && second.files.count == 2)
        #expect(second.newest["file_name"] as? String == "b.txt")
        for target in ["/api/v2/uploads/\(first.token)", "/api/v2/uploads/\(first.token).json"] {
            #expect(try ZendeskUpload(desk.ask("GET", target, as: "guest")).files.count == 2)
        }
        #expect(try desk.upload("c.txt", as: "visitor", to: first.token).status == 404)
        let deleted = try desk.ask("DELETE", "/api/v2/uploads/\(first.token).json", as: "guest")
        #expect(deleted.status == 204 && deleted.body.isEmpty && deleted.header("Cache-Control") == "no-cache")
        for upload in [first, second] { #expect(try desk.ask("GET", upload.contentTarget).status == 404) }
        #expect(try desk.ask("DELETE", "/api/v2/uploads/\(first.token)", as: "guest").status == 404)
        #expect(try desk.service.cloakroom("sweep").hasPrefix("erased 2 files, "))
        #expect(desk.service.blobs("primary").isEmpty)
    }

    @Test func whoMaySeeDeleteAndConsumeAnUpload() throws {
        let desk = try ZendeskDesk()
        let upload = try desk.newUpload()
        let target = "/api/v2/uploads/\(upload.token)"
        let table: [(String?, see: Int, attachment: Int, consume: Int, delete: Int)] = [
            (nil, 401, 401, 401, 401), ("visitor", 404, 404, 404, 404), ("foreigner", 404, 404, 404, 404),
            ("guest", 200, 200, 403, 204), ("agent", 200, 200, 200, 403), ("owner", 200, 200, 200, 204),
        ]
        for row in table {
            #expect(try desk.ask("GET", target, as: row.0).status == row.see, "\(row)")
            #expect(try desk.ask("GET", upload.attachmentTarget, as: row.0).status == row.attachment, "\(row)")
            let fresh = "/api/v2/uploads/\(try desk.newUpload().token)"
            #expect(try desk.ask("POST", fresh + "/consume", as: row.0).status == row.consume, "\(row)")
            let another = "/api/v2/uploads/\(try desk.newUpload().token)"
            #expect(try desk.ask("DELETE", another, as: row.0).status == row.delete, "\(row)")
        }
        let refused = try desk.ask("GET", target)
        #expect(refused.text == #"{"error":"Couldn't authenticate you"}"#)
    }

    @Test(arguments: ["private", "capability"])
    func aContentURLIsACapabilityUntilItsUploadIsConsumed(reads: String) throws {
        let desk = try ZendeskDesk(["CLOAKROOM_READS": reads])
        let upload = try desk.newUpload()
        let content = upload.contentTarget
        let shown = try desk.ask("GET", content)
        #expect(shown.status == 200 && shown.text == "hello")
        #expect(shown.header("Content-Disposition") == "inline; filename=\"note.txt\"")
        #expect(try desk.ask("HEAD", content).header("Content-Length") == "5")
        let part = try desk.ask("GET", content, ["Range: bytes=1-2"])
        #expect(part.status == 206 && part.text == "el")
        #expect(try desk.ask("GET", content, as: "foreigner").status == 200)
        let changed = content.replacing("/?name", with: "0/?name")
        #expect(try desk.ask("GET", changed).status == 404)
        // The number in it is no secret: without its signature it opens nothing to whom the role table gives nothing.
        let forged = content.replacing(#/[0-9a-f]{64}\//#, with: String(repeating: "0", count: 64) + "/")
        #expect(forged != content)
        for person in ["visitor", "foreigner"] { #expect(try desk.ask("GET", forged, as: person).status == 404) }
        let consumed = try desk.ask("POST", "/api/v2/uploads/\(upload.token)/consume", as: "agent")
        #expect(consumed.status == 200 && consumed.text.contains("\"project\":\"\(desk.project)\""))
        #expect(try desk.ask("GET", content).status == 404)
        #expect(try desk.ask("GET", content, as: "agent").text == "hello")
        #expect(try desk.ask("GET", content, as: "guest").status == 200)
        for person in ["visitor", "foreigner"] { #expect(try desk.ask("GET", content, as: person).status == 404) }
        #expect(try desk.ask("GET", upload.attachmentTarget, as: "agent").status == 200)
        for (method, target) in [("GET", ""), ("DELETE", ""), ("POST", "/consume")] {
            let status = try desk.ask(method, "/api/v2/uploads/\(upload.token)\(target)", as: "agent").status
            #expect(status == (method == "POST" ? 200 : 404), "\(method)")
        }
        #expect(try desk.upload("b.txt", to: upload.token).status == 404)
    }

    /// A second is short for a test, so it looks until the time has come; nothing else ends an upload.
    @Test func unconsumedFilesExpireAndConsumedOnesStay() throws {
        let desk = try ZendeskDesk(["CLOAKROOM_UPLOAD_SECONDS": "2"])
        let kept = try desk.newUpload()
        #expect(try desk.ask("POST", "/api/v2/uploads/\(kept.token)/consume", as: "owner").status == 200)
        let left = try desk.newUpload()
        for _ in 0..<100_000 where try desk.ask("GET", left.contentTarget).status == 200 {}
        #expect(try desk.ask("GET", left.contentTarget).status == 404)
        #expect(try desk.ask("POST", "/api/v2/uploads/\(left.token)/consume", as: "owner").status == 404)
        #expect(try desk.ask("GET", "/api/v2/uploads/\(left.token)", as: "guest").status == 404)
        #expect(try desk.service.cloakroom("sweep").hasPrefix("erased 1 files, "))
        #expect(try desk.ask("GET", kept.contentTarget, as: "owner").text == "hello")
        #expect(desk.service.blobs("primary").count == 1)
    }

    @Test func whoHasSeveralProjectsNamesOneOrTheSettingDoes() throws {
        let desk = try ZendeskDesk()
        let unclear = try desk.upload(as: "both")
        #expect(unclear.status == 403 && unclear.text.contains("Cloakroom-Project"))
        let named = try desk.upload(as: "both", ["Cloakroom-Project: \(desk.other)"])
        #expect(named.status == 201)
        let token = try ZendeskUpload(named).token
        #expect(try desk.ask("GET", "/api/v2/uploads/\(token)", as: "foreigner").status == 200)
        #expect(try desk.ask("GET", "/api/v2/uploads/\(token)", as: "owner").status == 404)
    }

    @Test func credentialsAreTakenAsZendesksClientsSendThem() throws {
        let desk = try ZendeskDesk()
        let token = try #require(desk.tokens["agent"])
        let basic = { (text: String) in "Authorization: Basic \(Data(text.utf8).base64EncodedString())" }
        for (header, status) in [
            ("Authorization: Bearer \(token)", 201), (basic("agent@example.com/token:\(token)"), 201),
            (basic("agent@example.com:p:w"), 201), (basic("agent@example.com/token:x"), 401),
            (basic("agent@example.com:x"), 401),
        ] {
            let answer = try desk.ask(
                "POST", "/api/v2/uploads?filename=a.txt", [header], Array("hello".utf8))
            #expect(answer.status == status, "\(header)")
        }
    }

    @Test func whoIsTooFastOrTooManyIsToldInItsWords() throws {
        let desk = try ZendeskDesk(["CLOAKROOM_WRITES_PER_MINUTE": "200", "CLOAKROOM_UPLOADS": "1"])
        let held = try RawSocket(port: desk.client.port)
        held.send(
            "POST /api/v2/uploads?filename=a.txt HTTP/1.1\r\nHost: a\r\nAuthorization: JWT \(desk.tokens["owner"] ?? "")\r\n"
                + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
        #expect(String(decoding: held.receive(), as: UTF8.self).contains(" 100 "))
        let busy = try desk.upload()
        #expect(busy.status == 503 && busy.header("Retry-After") == "5", "\(busy.lines)")
        #expect(
            busy.text == #"{"error":"ServiceUnavailable","description":"The service is busy, try again"}"#)
        var last = busy
        for _ in 0..<300 where last.status != 429 {
            last = try desk.ask("DELETE", "/api/v2/uploads/x", as: "guest")
        }
        #expect(last.status == 429 && Int(last.header("Retry-After") ?? "") ?? 0 > 0, "\(last.lines)")
        #expect(last.text.hasPrefix(#"{"error":"TooManyRequests","description":"Too many requests: 200 writes"#))
        #expect(last.header("X-Rate-Limit") == "200" && last.header("X-Rate-Limit-Remaining") == "0")
        #expect(last.header("RateLimit-Limit") == "200")
    }

    @Test func aStolenCatalogAndALogHoldNoToken() throws {
        let desk = try ZendeskDesk()
        let upload = try desk.newUpload()
        _ = try desk.ask("GET", "/api/v2/uploads/\(upload.token)", as: "guest")
        #expect(try desk.ask("GET", upload.contentTarget).status == 200)
        let link = try #require(upload.contentTarget.split(separator: "/").dropFirst(2).first)
        let stored = try ["catalog.sqlite", "catalog.sqlite-wal"].map {
            try Data(contentsOf: URL(fileURLWithPath: "\(desk.service.data)/\($0)"))
        }
        let log = desk.service.stop()
        #expect(log.contains("/api/v2/uploads/***") && log.contains("/attachments/token/***"))
        for secret in [upload.token, String(link)] {
            #expect(!log.contains(secret))
            for bytes in stored { #expect(bytes.range(of: Data(secret.utf8)) == nil) }
        }
    }
}
