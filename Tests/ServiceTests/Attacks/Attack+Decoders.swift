import Foundation

/// Rows 3 to 6: what libraries would make of a file if they were let.
extension Attack {
    static let decoders: [Attack] = [
        disguised("PostScript") { Array("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n".utf8) },
        disguised("PDF") { try Fixture.bytes("genuine/sample.pdf") },
        disguised("MVG") { Array("push graphic-context\nimage over 0,0 9,9 'url(/etc/passwd)'\npop\n".utf8) },
        disguised("MSL") { Array(#"<?xml version="1.0"?><image><read filename="/etc/passwd"/></image>"#.utf8) },
        disguised("TIFF") { try Fixture.bytes("genuine/sample.tiff") },
        disguised("SVG") { try Fixture.bytes("genuine/sample.svg") },
        disguised("BMP") { try Fixture.bytes("genuine/sample.bmp") },
        disguised("WebP") { try Fixture.bytes("genuine/sample.webp") },
        disguised("a Matlab file") {
            Array("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8) + Array(repeating: 0, count: 96)
        },
        disguised("a CSV file") { Array("1,2,3\n4,5,6\n".utf8) },
        disguised("a portable pixmap") { Array("P6\n1 1\n255\nabc".utf8) },
        sending("3", "PostScript under its own name", "201 application/postscript") {
            WireForm("x.eps", nil, "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n")
        },
        sending("3", "TIFF under its own name", "201 image/tiff") {
            WireForm("x.tiff", nil, try Fixture.bytes("genuine/sample.tiff"))
        },
    ]

    /// As every kind of picture, at every door that makes thumbnails.
    private static func disguised(_ what: String, _ content: @escaping @Sendable () throws -> [UInt8]) -> Attack {
        Attack("3", what + " as .jpg, .png and .gif", "403") { desk in
            let content = try content()
            return try ["jpg", "png", "gif"].flatMap { kind in
                try ["assets", "users/photo"].map { try desk.send(WireForm("x.\(kind)", nil, content), to: $0) }
            }.outcome
        }
    }

    // MARK: Bombs

    static let bombs: [Attack] = [
        bomb("900 megapixels in 109 kB", "201 image/png") { WireForm("x.png", nil, try fixture("30000x30000.png")) },
        bomb("49 megapixels to be held in memory", "201 image/png") {
            WireForm("x.png", nil, try fixture("interlaced.png"))
        },
        bomb("4 gigapixels in 35 bytes", "201 image/gif") { WireForm("x.gif", nil, try fixture("canvas.gif")) },
        bomb("a text of 64 MiB in a picture", "201 image/png, thumbnail") {
            WireForm("x.png", nil, try fixture("comment.png"))
        },
        bomb("a colour profile of 64 MiB", "201 image/png, thumbnail") {
            WireForm("x.png", nil, try fixture("profile.png"))
        },
        bomb("ten thousand frames", "201 image/gif, thumbnail") { WireForm("x.gif", nil, frames(10_000)) },
        bomb("a thousand scans", "201 image/jpeg") { WireForm("x.jpg", nil, try scans(1000)) },
        bomb("a document that inflates to 64 MiB", "403") { WireForm("x.docx", nil, try fixture("types.docx")) },
        Attack("4", "memory after all of them", "bounded") { desk in
            let own = AttackDesk.peak(of: desk.service.processID)
            let helpers = desk.service.inspectors.map { AttackDesk.peak(of: $0) }.max() ?? 0
            return Outcome(
                answer: own < 256 && helpers < 640 ? "bounded" : "too much",
                said: "service \(own) MiB, inspectors \(helpers) MiB at their peaks")
        },
    ]

    private static func bomb(
        _ what: String, _ expected: String, _ form: @escaping @Sendable () throws -> WireForm
    ) -> Attack { sending("4", what, expected, form) }

    private static func fixture(_ name: String) throws -> [UInt8] { try Fixture.bytes("bombs/" + name) }

    /// A GIF of one pixel, shown again and again.
    private static func frames(_ count: Int) -> [UInt8] {
        let header = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
        let frame: [UInt8] = [0x21, 0xF9, 4, 0, 1, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
        return header + Array(repeatElement(frame, count: count).joined()) + [0x3B]
    }

    /// A progressive JPEG whose last scan comes again and again.
    private static func scans(_ count: Int) throws -> [UInt8] {
        let picture = Data(try Fixture.bytes("genuine/progressive.jpg"))
        guard let scan = picture.range(of: Data([0xFF, 0xDA]), options: .backwards) else { return Array(picture) }
        let last = Array(picture[scan.lowerBound...].dropLast(2))
        return Array(picture.dropLast(2)) + Array(repeatElement(last, count: count).joined()) + [0xFF, 0xD9]
    }

    // MARK: Drawings

    static let drawings: [Attack] = [
        drawing("XInclude of /etc/passwd") { _ in
            #"<rect width="9" height="9"/><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href=".?../../../../etc/passwd"/>"#
        },
        drawing("a picture from /etc") { _ in #"<image href="file:///etc/passwd" width="9" height="9"/>"# },
        drawing("a picture from the network") { #"<image href="\#($0.trap.url)" width="9" height="9"/>"# },
        drawing("a style sheet from the network") { #"<style>@import url("\#($0.trap.url)");</style>"# },
        Attack("5", "an entity from /etc and one from the network", "201 image/svg+xml, as it was sent") { desk in
            let text = """
                <?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">\
                <!ENTITY b SYSTEM "\(desk.trap.url)">]>\
                <svg xmlns="http://www.w3.org/2000/svg"><text>&a;&b;</text></svg>
                """
            return try keptAsSent(text, desk)
        },
    ]

    /// Kept as bytes under its own name, and no picture under another.
    private static func drawing(_ what: String, _ content: @escaping @Sendable (AttackDesk) -> String) -> Attack {
        Attack("5", what, "201 image/svg+xml, as it was sent") { desk in
            let text = #"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">\#(content(desk))</svg>"#
            let asPicture = try desk.send(WireForm("drawing.png", nil, text))
            guard asPicture.status == 403 else { return asPicture.uploadOutcome }
            return try keptAsSent(text, desk)
        }
    }

    private static func keptAsSent(_ text: String, _ desk: AttackDesk) throws -> Outcome {
        let answer = try desk.send(WireForm("drawing.svg", nil, text))
        let served = try desk.get("/files?path=\(answer.path ?? "")")
        guard served.text == text else { return answer.uploadOutcome }
        return Outcome(answer: answer.uploadOutcome.answer + ", as it was sent", said: answer.field("message") ?? "")
    }

    // MARK: Crashes

    static let crashes: [Attack] = [
        Attack("6", "every decoder crashes (SIGSEGV)", "201 image/png, thumbnail") { desk in
            for inspector in desk.service.inspectors {
                kill(inspector, SIGSEGV)
                while RunningService.isRunning(inspector) { sched_yield() }
            }
            return try desk.send(try .picture()).uploadOutcome
        },
        Attack("6", "broken files of every kind", "each taken or refused") { desk in
            let files = try brokenFiles()
            let answers = try files.map { try desk.send(WireForm($0.name, nil, $0.content)).status }
            let isAnswered = answers.allSatisfy { [201, 403].contains($0) }
            return Outcome(
                answer: isAnswered ? "each taken or refused" : "\(answers)",
                said: "\(answers.filter { $0 == 201 }.count) of \(answers.count) taken")
        },
    ]

    /// Ours, and those of other projects where they are there.
    private static func brokenFiles() throws -> [(name: String, content: [UInt8])] {
        let own = try ["broken", "bombs"].flatMap { folder in
            try Fixture.names(in: folder).map { ($0, try Fixture.bytes("\(folder)/\($0)")) }
        }
        guard let corpus = ProcessInfo.processInfo.environment["CLOAKROOM_CORPUS"] else { return own }
        let folder = URL(fileURLWithPath: corpus + "/malformed")
        let others = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return own + (try others.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) })
    }
}
