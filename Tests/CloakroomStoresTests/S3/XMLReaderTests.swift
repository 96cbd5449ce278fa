import Testing

@testable import CloakroomStores

@Suite struct XMLReaderTests {
    @Test func elementsAndTextAreRead() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a > comment -->
            <s3:ListBucketResult xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix/>
              <Contents a="x"><Key>a b+&amp;&lt;&#228;&#xE4;&quot;%20</Key><Size>4</Size></Contents>
              <Contents><Key><![CDATA[<c&amp;>]]></Key></Contents><IsTruncated>true</IsTruncated>
            </s3:ListBucketResult>
            """
        let root = try #require(XMLReader.root(of: text.utf8))
        #expect(root.name == "ListBucketResult" && root["Name"] == "b" && root["Prefix"] == "")
        #expect(root.all("Contents").map { $0["Key"] } == ["a b+&<\u{e4}\u{e4}\"%20", "<c&amp;>"])
        #expect(root["IsTruncated"] == "true" && root["Marker"] == nil)
    }

    @Test(arguments: ["", "no", "<a>", "<a><b></a></b>", "<a", "<a></b>", "</a>", "<>", "<a><!-- </a>", "<a></a><b>"])
    func brokenDocumentsAreNone(_ text: String) {
        #expect(XMLReader.root(of: text.utf8) == nil)
    }

    @Test(arguments: ["&nbsp;", "&", "&#xD800;", "&#99999999999;", "&;", "a&b;c"])
    func whatIsNoReferenceStays(_ text: String) {
        #expect(XMLReader.root(of: "<a>\(text)</a>".utf8)?.text == text)
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
        #expect(XMLReader.root(of: deep.utf8) == nil)
    }

    @Test func escapedTextReadsBack() {
        let text = "\"<a>&amp;'\""
        #expect(XMLReader.root(of: "<a>\(XMLReader.escaped(text))</a>".utf8)?.text == text)
    }
}
