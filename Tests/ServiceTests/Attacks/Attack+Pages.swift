import Foundation

/// Rows 1 and 2: what a browser would run must never be shown in place.
extension Attack {
    private static let page = "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"

    static let pages: [Attack] = [
        sending("1", "a page called .png, declared text/html", "403") { WireForm("x.png", "text/html", page) },
        sending("1", "a page called .png, declared image/png", "403") { WireForm("x.png", "image/png", page) },
        sending("1", "a picture declared text/html", "403") {
            WireForm("x.png", "text/html", try WireForm.picture().content)
        },
        sending("1", "a page called .txt", "403") { WireForm("x.txt", "text/plain", page) },
        sending("1", "a page under two extensions", "403") { WireForm("x.html.png", nil, page) },
        sending("1", "a page without an extension", "403") { WireForm("page", "image/png", page) },
        Attack("1", "a picture that does not say what it is", "200 image/png, inline") { desk in
            let picture = WireForm("x.png", "application/octet-stream", try WireForm.picture().content)
            return try desk.get("/files?path=\(try desk.kept(picture))").servedOutcome
        },
        Attack("1", "the same, read with a wish for a page", "200 image/png, inline") { desk in
            let path = try desk.kept(try .picture())
            return try desk.get("/files?path=\(path)", headers: ["Accept: text/html"]).servedOutcome
        },
    ]

    static let documents: [Attack] =
        [
            running("a page", "page.html", page, "200 text/html; charset=utf-8, attachment, sandbox"),
            running(
                "a page in XHTML", "page.xhtml",
                #"<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>"#,
                "200 application/xml, attachment, sandbox"),
            running(
                "a drawing with a script", "drawing.svg",
                #"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#,
                "200 image/svg+xml, attachment, sandbox"),
            running(
                "XML with a style sheet", "sheet.xml",
                #"<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="x"?><x id="x"/>"#,
                "200 application/xml, attachment, sandbox"),
            running(
                "a web archive, which is plain text", "page.mht",
                "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
                    + "Content-Type: text/html\r\n\r\n\(page)\r\n--x--\r\n", "200 text/plain; charset=utf-8, inline"),
            running(
                "a PDF with a script", "form.pdf",
                "%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
                    + "trailer<</Root 1 0 R>>\n%%EOF\n", "200 application/pdf, attachment, sandbox"),
            running("a script", "script.js", "alert(document.cookie)\n", "200 text/plain; charset=utf-8, inline"),
            running(
                "a script that a page or a service worker could be made of", "worker.mjs",
                "#!/usr/bin/env node\nonfetch = e => e.respondWith(new Response(''))\n", "200 text/plain, inline"),
        ] + [
            Attack("2", "a drawing of an earlier system", "200 image/svg+xml, attachment, sandbox") { desk in
                let path = "uploads/projects/\(desk.staff.p)/files/earlier/drawing.svg"
                try desk.leave(path) {
                    try Data(#"<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>"#.utf8).write(to: $0)
                }
                return try served(path, desk)
            },
            Attack("2", "a page at the older /images", "as at /files, attachment, sandbox") { desk in
                let path = try desk.kept(WireForm("page.html", nil, page))
                let answers = try ["/files", "/images", "/images/", "//images/"].map {
                    try desk.get("\($0)?path=\(path)").servedOutcome
                }
                let same = Set(answers.map(\.answer))
                let isSafe = same.count == 1 && same.allSatisfy { $0.hasSuffix(", attachment, sandbox") }
                return Outcome(
                    answer: isSafe ? "as at /files, attachment, sandbox" : same.sorted().joined(separator: " and "),
                    said: answers.first?.said ?? "")
            },
            Attack("2", "a drawing's thumbnail", "404") { desk in
                let drawing = WireForm("drawing.svg", nil, #"<svg xmlns="http://www.w3.org/2000/svg"/>"#)
                let path = try desk.kept(drawing).replacing("/drawing.svg", with: "/thumbnails_200_200-drawing.svg")
                return try desk.get("/files?path=\(path)").outcome
            },
            Attack("2", "a page as an avatar", "403") { desk in
                try [("photo.jpg", "image/jpeg"), ("photo.svg", "image/svg+xml"), ("photo.html", "text/html")]
                    .map { try desk.send(WireForm($0, $1, page), to: "users/photo") }.outcome
            },
        ]

    private static func running(_ what: String, _ name: String, _ content: String, _ expected: String) -> Attack {
        Attack("2", what + ", in every way of reading", expected) { desk in
            try served(try desk.kept(WireForm(name, nil, content)), desk)
        }
    }

    /// How the file comes in every way; a forced download says attachment whatever it is.
    private static func served(_ path: String, _ desk: AttackDesk) throws -> Outcome {
        let targets = [
            "/files?path=\(path)", "\(desk.project)/files?path=\(path)", "/files?path=\(path)&as_attachment=",
        ]
        let outcomes =
            try targets.map { try desk.get($0).servedOutcome }
            + [desk.openClient.ask(WireRequest("GET", "/files?path=\(path)")).servedOutcome]
        let downloads = try ["", desk.project].map { try desk.get("\($0)/files/download?path=\(path)").servedOutcome }
        guard downloads.allSatisfy({ $0.answer.contains("attachment") }) else { return downloads[0] }
        return outcomes.first { $0.answer != outcomes[0].answer } ?? outcomes[0]
    }
}
