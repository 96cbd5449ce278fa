/// Row 7: forms that are wrong, endless or deep.
extension Attack {
    private static let file = "Content-Disposition: form-data; name=\"file\"; filename=\"note.txt\""
    private static let field = "Content-Disposition: form-data; name=\"a\""

    static let forms: [Attack] = [
        form("twenty thousand parts", "400", repeating("--b\r\n\(field)\r\n\r\n\r\n", 20_000)),
        form("fifty thousand headers in a part", "400", "--b\r\n" + repeating("X: y\r\n", 50_000)),
        form("a part's header of a megabyte", "400", "--b\r\nX: " + repeating("y", 1 << 20)),
        form("a field of more than a megabyte", "400", "--b\r\n\(field)\r\n\r\n" + repeating("y", 1_100_000)),
        form("half a megabyte before the first part", "400", repeating("y", 1 << 19) + part(file)),
        form("half a megabyte after the last part", "400", part(file) + repeating("y", 1 << 19)),
        form("a blank line of a megabyte behind a delimiter", "400", "--b" + repeating(" ", 1 << 20)),
        form("ten thousand parameters", "400", part("\(file)" + repeating("; a=b", 10_000))),
        form(
            "fields that name a deep object", "201",
            repeating("a[b]", 200).asField + "__proto__[x]".asField + part(file)),
        Attack("7", "memory after all of them", "bounded") { desk in
            let peak = AttackDesk.peak(of: desk.service.processID)
            return Outcome(answer: peak < 256 ? "bounded" : "too much", said: "\(peak) MiB at its peak")
        },
    ]

    static let brokenForms: [Attack] = [
        form("no closing delimiter", "400", String(part(file).dropLast(4))),
        form("no delimiter at all", "400", "hello"),
        form("nothing", "400", ""),
        form("an empty name", "400", part("Content-Disposition: form-data; name=\"\"; filename=\"x.txt\"")),
        form("no name", "400", part("Content-Disposition: form-data; filename=\"x.txt\"")),
        form(
            "the name twice", "400",
            part("Content-Disposition: form-data; name=\"a\"; name=\"file\"; filename=\"x.txt\"")),
        form("two dispositions", "400", part("\(file)\r\n\(field)")),
        form("a quote without its end", "400", part("Content-Disposition: form-data; name=\"file; filename=x.txt")),
        form("a file under another name", "400", part(file.replacing("\"file\"", with: "\"__proto__\""))),
        form("two files", "400", "--b\r\n\(file)\r\n\r\nx\r\n" + part(file)),
        form("a text where the file should be", "400", part("Content-Disposition: form-data; name=\"file\"")),
        form("bare line feeds", "400", part(file).replacing("\r\n", with: "\n")),
        form("bare carriage returns", "400", part(file).replacing("\r\n", with: "\r")),
        form("a folded header", "400", part("\(file);\r\n x=y")),
        form("NUL in a header", "400", part("\(file)\r\nX: \0")),
        form("a form in a form", "400", part("\(file)\r\nContent-Type: multipart/mixed; boundary=c")),
        form("an encoding that hides the content", "400", part("\(file)\r\nContent-Transfer-Encoding: base64")),
        form("a name that ends with a slash", "400", part(file.replacing("note.txt", with: "note.txt/"))),
        form("NUL in a name", "400", part(file.replacing("note", with: "no\0te"))),
        form("no boundary", type: "multipart/form-data", "400", part(file)),
        form("an empty boundary", type: "multipart/form-data; boundary=", "400", part(file)),
        form("two boundaries", type: "multipart/form-data; boundary=b; boundary=c", "400", part(file)),
        form("a boundary of 60 kB", type: "multipart/form-data; boundary=" + repeating("b", 60_000), "431", part(file)),
        form("a boundary of 71", type: "multipart/form-data; boundary=" + repeating("b", 71), "400", part(file)),
        form(
            "a boundary with a line break in it", type: "multipart/form-data; boundary=\"b\\\r\\\nc\"", "400",
            part(file)),
        form("another kind of form", type: "multipart/mixed; boundary=b", "400", part(file)),
        form("no form", type: "text/plain", "400", "hello"),
        form("delimiters that are none", "201", part(file, "x\r\n--bb\r\n--b-\r\n --b--\r\n--b x")),
    ]

    private static func form(
        _ name: String, type: String = "multipart/form-data; boundary=b", _ expected: String, _ body: String
    ) -> Attack { asking("7", name, expected) { $0.form(Array(body.utf8), type: type) } }

    private static func part(_ headers: String, _ content: String = "x") -> String {
        "--b\r\n\(headers)\r\n\r\n\(content)\r\n--b--\r\n"
    }

    private static func repeating(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
}

extension String {
    fileprivate var asField: String { "--b\r\nContent-Disposition: form-data; name=\"\(self)\"\r\n\r\nx\r\n" }
}
