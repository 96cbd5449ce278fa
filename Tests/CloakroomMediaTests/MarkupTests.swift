import Testing

@testable import CloakroomMedia

@Suite struct MarkupTests {
    @Test(arguments: [
        ("<!DOCTYPE html><p>", Markup.page), (" \n<HTML lang=en>", .page), ("<script>x</script>", .page),
        ("<!-- a -->\n<html>", .page), ("<h1>Title</h1>", .fragment), ("<P>", .fragment), ("<b>x</b>", .fragment),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", .svg), ("<?xml version='1.0'?><svg:svg>", .svg),
        ("<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY x 'y'>]><svg>", .svg),
        ("<?xml version='1.0'?><html>", .activeXML), ("<?xml version='1.0'?><a><script/></a>", .activeXML),
        ("<?xml version='1.0'?><note>hi</note>", .xml), ("<note>hi</note>", .xml),
        ("Use <html> and <script> like this", .none), ("<someone@example.org> wrote:", .none), ("a < b", .none),
        ("<<<<<<< HEAD\n", .none), ("<1> first", .none), ("", .none), ("<", .none), ("<!-- only a comment", .none),
        ("<?", .none), ("x<!DOCTYPE html>", .none),
    ])
    func textStartsAsABrowserWouldTakeIt(_ text: String, _ expected: Markup) {
        #expect(Markup(Array(text.utf8), encoding: .utf8) == expected)
        #expect(Markup([0xEF, 0xBB, 0xBF] + Array(text.utf8), encoding: .utf8) == expected)
        let wide: [UInt8] = [0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }
        #expect(Markup(wide, encoding: .utf16(bigEndian: false)) == expected)
    }

    /// Behind more than is looked at, at its very end, or behind ever more of what may go before a page.
    @Test(
        arguments: [
            ("<!--", Markup.window, "-->", .page), ("", Markup.window, "", .page), ("<?x ", Markup.window, "?>", .page),
            ("<!DOCTYPE x [", Markup.window, "]>", .page), ("<!--", Markup.window - 12, "-->", .page),
            ("<?xml version='1.0'?><!--", Markup.window, "-->", .activeXML),
            (String(repeating: "<!-- x -->\n", count: 64), 0, "", .page),
            (String(repeating: "<?x?>", count: 64), 0, "", .page),
            ("<!-- x --!>", 0, "", .page), ("<!--!> x -->", 0, "", .page), ("<!---!> x -->", 0, "", .page),
            ("<!-->", 0, "", .page), ("<!--->", 0, "", .page), ("<!-- -- > --->", 0, "", .page),
        ] as [(String, Int, String, Markup)])
    func pageIsFoundBehindAnything(_ opening: String, _ blanks: Int, _ closing: String, _ expected: Markup) {
        let text = opening + String(repeating: " ", count: blanks) + closing + "<script>alert(1)</script>"
        #expect(Markup(Array(text.utf8), encoding: .utf8) == expected)
    }

    @Test(arguments: [
        ("<!-- a licence -->\nCoats are handed in here.", 0, ""), ("<!--", Markup.window - 32, "-->\nprose"),
        (String(repeating: "<!-- x -->\n", count: 100), 0, "prose"), ("<!-- only a comment", Markup.window - 64, ""),
        ("prose", Markup.window, "<script>"), ("<!--" + String(repeating: "-", count: 9999), 0, ""),
    ])
    func textBehindAnEndedCommentIsAText(_ opening: String, _ blanks: Int, _ closing: String) {
        let text = opening + String(repeating: " ", count: blanks) + closing
        #expect(Markup(Array(text.utf8), encoding: .utf8) == .none)
    }
}
