import Foundation

/// Rows 16 and 17: files that are two things at once, and files that send sniffers in circles.
extension Attack {
    private static func genuine(_ name: String) throws -> [UInt8] { try Fixture.bytes("genuine/" + name) }

    static let polyglots: [Attack] = [
        polyglot("a GIF with an archive behind it", "gif", "image/gif", also: ["zip", "jar", "docx"]) {
            try genuine("sample.gif") + genuine("sample.zip")
        },
        polyglot("a PNG with a page behind it", "png", "image/png", also: ["html", "txt", "svg"]) {
            try genuine("sample.png") + Array("<script>alert(1)</script>".utf8)
        },
        polyglot("a JPEG with PHP in its comment", "jpg", "image/jpeg", also: ["php", "txt", "html"]) {
            let jpeg = try genuine("sample.jpg")
            let comment = Array("<?php system($_GET['c']); ?>".utf8)
            return jpeg.prefix(2) + [0xFF, 0xFE, 0, UInt8(comment.count + 2)] + comment + jpeg.dropFirst(2)
        },
        polyglot("a GIF that is a script", "gif", nil, also: ["js", "html", "txt"]) {
            Array("GIF89a/*".utf8) + [0, 0] + Array("*/=1;alert(1)".utf8)
        },
        polyglot("a PDF with an archive behind it", "pdf", "application/pdf", also: ["zip", "docx", "jar"]) {
            try genuine("sample.pdf") + genuine("sample.zip")
        },
        Attack("16", "a page that comes in chunks of one byte", "403") { desk in
            let form = WireForm("x.png", "image/png", "<html><script>alert(1)</script>")
            var bytes = Array(
                """
                POST \(desk.project)/files/assets HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(WireForm.header)\r
                Authorization: JWT \(desk.staff.token(.owner) ?? "")\r\nTransfer-Encoding: chunked\r\n\r\n
                """.utf8)
            for byte in form.bytes { bytes += Array("1\r\n".utf8) + [byte] + Array("\r\n".utf8) }
            let text = try desk.raw(String(decoding: bytes, as: UTF8.self) + "0\r\n\r\n")
            return Outcome(answer: "\(text.status ?? 0)", said: String(text.prefix { $0 != "\r\n" }))
        },
    ]

    /// What it is on its outside it may be, and nothing else.
    private static func polyglot(
        _ what: String, _ kind: String, _ type: String?, also others: [String],
        _ content: @escaping @Sendable () throws -> [UInt8]
    ) -> Attack {
        let expected = (type.map { "\($0) as .\(kind)" } ?? "403 as .\(kind)") + ", else harmless"
        return Attack("16", what, expected) { desk in
            let content = try content()
            let own = try desk.send(WireForm("x.\(kind)", nil, content))
            let first = own.status == 201 ? own.field("content_type") ?? "" : "\(own.status)"
            let harmful = try others.filter { try !isHarmless(try desk.send(WireForm("x.\($0)", nil, content)), desk) }
            return Outcome(
                answer: "\(first) as .\(kind), " + (harmful.isEmpty ? "else harmless" : "harmful as \(harmful)"),
                said: own.field("error") ?? "")
        }
    }

    /// Refused, or served as something that no browser runs.
    private static func isHarmless(_ answer: WireAnswer, _ desk: AttackDesk) throws -> Bool {
        guard let path = answer.path else { return answer.status == 403 }
        let served = try desk.get("/files?path=\(path)").servedOutcome.answer
        return served.hasSuffix("attachment, sandbox") || served.hasPrefix("200 image/")
            || served.hasPrefix("200 text/plain")
    }

    // MARK: Sniffers

    static let sniffers: [Attack] =
        [
            "loop-directory.doc", "loop-tree.doc", "loop-fat.doc", "far-directory.doc", "wide.zip", "wider.zip",
            "widest.zip",
        ]
        .map { name in sending("17", name, "403") { WireForm(name, nil, try Fixture.bytes("bombs/" + name)) } }
        + [
            Attack("17", "every kind of file, cut off in its middle", "each taken or refused") { desk in
                let names = try Fixture.names(in: "genuine")
                let statuses = try names.map { name in
                    let content = try genuine(name)
                    return try desk.send(WireForm(name, nil, Array(content.prefix(content.count / 2)))).status
                }
                let isAnswered = statuses.allSatisfy { [201, 403].contains($0) }
                return Outcome(
                    answer: isAnswered ? "each taken or refused" : "\(Set(statuses))",
                    said: "\(statuses.count { $0 == 201 }) of \(statuses.count) taken")
            },
            Attack("17", "a file as base64 in JSON", "400") { desk in
                let picture = Data(try WireForm.picture().content).base64EncodedString()
                return try desk.ask(
                    WireRequest(
                        "POST", "\(desk.project)/files/chat", token: desk.staff.token(.guest),
                        headers: ["Content-Type: application/json"], body: Array(#"{"file":"\#(picture)"}"#.utf8))
                ).outcome
            },
            sending("17", "a picture as base64 under its own name", "403") {
                WireForm("x.png", "image/png", Data(try WireForm.picture().content).base64EncodedString())
            },
        ]
}
