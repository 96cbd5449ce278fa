import CloakroomCore
import CloakroomTesting
import Testing

@Suite struct FileNameTests {
    @Test(arguments: [
        ("report.pdf", "report.pdf", "report.pdf", ".pdf"),
        ("My Holiday Photo (1).JPG", "My Holiday Photo (1).JPG", "My-Holiday-Photo-1.JPG", ".jpg"),
        ("Grüße & Küße.png", "Grüße & Küße.png", "Grusse-Kusse.png", ".png"),
        ("Привет мир.txt", "Привет мир.txt", "Privet-mir.txt", ".txt"),
        ("🎉.png", "🎉.png", "file.png", ".png"),
        ("a.php.jpg", "a.php.jpg", "a.php.jpg", ".jpg"),
        ("archive.tar.gz", "archive.tar.gz", "archive.tar.gz", ".gz"),
        ("don't.txt", "don't.txt", "dont.txt", ".txt"),
        ("snake_case - x.txt", "snake_case - x.txt", "snake_case-x.txt", ".txt"),
        ("a..b--c.txt", "a..b--c.txt", "a.b-c.txt", ".txt"),
        ("README", "README", "README", ""),
        ("v1.2 final draft", "v1.2 final draft", "v1-2-final-draft", ""),
        ("a.日", "a.日", "a-ri", ""),
        (".htaccess", ".htaccess", "file.htaccess", ".htaccess"),
        ("..jpg", "..jpg", "file.jpg", ".jpg"),
        ("a.jpg. . ", "a.jpg", "a.jpg", ".jpg"),
        ("  a.jpg", "a.jpg", "a.jpg", ".jpg"),
        ("-rf.txt", "-rf.txt", "rf.txt", ".txt"),
        ("100%.png", "100%.png", "100.png", ".png"),
    ])
    func givesThreeNames(_ client: String, _ original: String, _ stored: String, _ fileExtension: String) {
        let name = FileName(client: client)
        #expect(name.original == original)
        #expect(name.stored == stored)
        #expect(name.fileExtension == fileExtension)
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("/etc/passwd", "passwd"),
        ("%2e%2e%2fetc%2fpasswd", "2e-2e-2fetc-2fpasswd"), ("a\u{0}.txt", "a.txt"), ("a\r\nb.txt", "ab.txt"),
        ("", "file"), (".", "file"), ("..", "file"), ("...", "file"), ("a/", "file"), (" . . ", "file"),
        ("\u{0}", "file"),
        ("/", "file"), ("..%5cx", "5cx"), ("\u{FF0E}\u{FF0E}\u{FF0F}x.txt", "x.txt"), ("~/.ssh/id", "id"),
        ("thumbnails_200_200-a.png", "a.png"), ("Thumbnails_200_200-thumbnails_200_200-a.png", "a.png"),
        ("thumbnails_200_200-.png", "thumbnails_200_200.png"), (".thumbnails_200_200-a", "a"),
        ("thumbnails 200_200-a.png", "thumbnails-200_200-a.png"),
        ("ｔhumbnails_200_200-a.png", "a.png"), ("thumbnails_200_200-'-thumbnails_200_200-a.png", "a.png"),
    ])
    func storesNothingHarmful(_ client: String, _ stored: String) {
        #expect(FileName(client: client).stored == stored)
    }

    @Test(arguments: [
        ("\u{202E}gpj.exe", "gpj.exe"), ("a\u{2066}b\u{2069}.txt", "ab.txt"), ("a\u{85}\u{2028}\u{7F}b", "ab"),
        ("e\u{301}.txt", "\u{E9}.txt"), ("C:\\Users\\x\\a b.txt", "a b.txt"),
    ])
    func showsNothingThatDeceives(_ client: String, _ original: String) {
        #expect(Array(FileName(client: client).original.unicodeScalars) == Array(original.unicodeScalars))
    }

    @Test(arguments: ["x", "é", "日", "👨‍👩‍👧‍👦", "e\u{327}\u{304}", ".", "-"])
    func cutsLongNamesBeforeTheExtension(_ piece: String) {
        let name = FileName(client: "_" + String(repeating: piece, count: 400) + ".jpeg")
        #expect(name.original.utf8.count <= FileName.longestOriginal)
        #expect(name.original.utf8.count > FileName.longestOriginal - 26)
        #expect(name.original.hasPrefix("_" + piece) && name.original.hasSuffix(piece + ".jpeg"))
        #expect(name.stored.utf8.count <= FileName.longestStored)
        #expect(name.stored.hasPrefix("_") && name.stored.hasSuffix(".jpeg"))
    }

    @Test func cutsACharacterThatIsTooLongAlone() {
        let name = FileName(client: "a" + String(repeating: "\u{327}", count: 1000) + ".txt")
        #expect(name.original.utf8.count <= FileName.longestOriginal)
        #expect(name.original.utf8.count > FileName.longestOriginal - 3 && name.fileExtension == ".txt")
    }

    /// Whatever comes in: a safe name of the same extension, from which the same name comes again.
    @Test func holdsForRandomNames() {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "a", "Z", "0", ".", "..", "/", "\\", " ", "\u{0}", "é", "日", "\u{202E}", "%2f", "-", "_", "'", "🎉",
            "\u{301}", "ﬁ", "．", ".jpg", "thumbnails_200_200-",
        ]
        for _ in 0..<2000 {
            let client = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            let name = FileName(client: client)
            let letters = "abcdefghijklmnopqrstuvwxyz"
            let allowed = Set((letters + letters.uppercased() + "0123456789._-").utf8)
            #expect(
                !name.stored.isEmpty && name.stored.utf8.count <= 100 && name.stored.utf8.allSatisfy(allowed.contains))
            #expect(!name.stored.hasPrefix(".") && !name.stored.hasSuffix(".") && !name.stored.contains(".."))
            #expect(!name.stored.lowercased().hasPrefix(FileName.thumbnailPrefix))
            #expect(FileName(client: name.stored).fileExtension == name.fileExtension, "\(client.debugDescription)")
            #expect(FileName(client: name.original) == name, "\(client.debugDescription)")
            #expect(BlobKey(name.stored) != nil)
        }
    }
}
