import Testing

@testable import CloakroomHTTP

@Suite struct ContentDispositionParserTests {
    @Test(arguments: [
        ("form-data; name=\"a\"; filename=\"b.txt\"", "b.txt"),
        ("FORM-DATA;NAME=a;FileName=b.txt", "b.txt"),
        ("form-data; name=a; filename=two words.txt ; x=y", "two words.txt"),
        ("form-data; name=a; filename=\"b;c=d.txt\";", "b;c=d.txt"),
        ("form-data; name=a; filename=\"a\\\"b\\\\c.txt\"", "c.txt"),
        ("form-data; name=a; filename=\"a\\\"b.txt\"", "a\"b.txt"),
        ("form-data; name=a; filename=\"C:\\folder\\b.txt\"", "b.txt"),
        ("form-data; name=a; filename=\"../../etc/passwd\"", "passwd"),
        ("form-data; name=a; filename=\"..\\..\\x\"", "x"),
        ("form-data; name=a; filename=\"%22%0D%0a%41.txt\"", "\"\r\n%41.txt"),
        ("form-data; name=a; filename=%22.txt", "%22.txt"),
        ("form-data; name=a; filename=\"100%\"", "100%"),
        ("form-data; name=a; filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"),
        ("form-data; name=a; filename*=utf-8'en'%C2%A3.txt; filename=p.txt", "£.txt"),
        ("form-data; name=a; filename=p.txt; filename*=iso-8859-1'en'%A3.txt", "£.txt"),
        ("form-data; name=a; filename*=UTF-8''..%2F..%2fb.txt", "b.txt"),
        ("form-data; name=a; filename*=UTF-8''a%FFb", "a\u{FFFD}b"),
        ("form-data; name=a; filename*=UTF-8''%zz; filename=p.txt", "p.txt"),
        ("form-data; name=a; filename*=koi8-r''b; filename=p.txt", "p.txt"),
        ("form-data; name=a; filename*=b.txt; filename=p.txt", "p.txt"),
        ("form-data; name=a; filename=\"\"", ""),
        ("form-data; name=a; filename=\"x/\"", ""),
        ("form-data; name=a", nil),
    ])
    func readsTheFilesName(_ header: String, _ fileName: String?) throws {
        #expect(try ContentDispositionParser(header).fileName == fileName)
    }

    @Test(arguments: [("\"file\"", "file"), ("file", "file"), ("\"a%22b\"", "a\"b"), ("\"Größe\"", "Größe")])
    func readsTheFieldsName(_ value: String, _ name: String) throws {
        #expect(try ContentDispositionParser("form-data; name=\(value)").name == name)
    }

    @Test(arguments: [
        ("attachment; name=a", MultipartError.badDisposition), ("", .badDisposition),
        ("form-data; name=a; name=b", .badDisposition),
        ("form-data; name=a; filename=b; FILENAME=c", .badDisposition),
        ("form-data; name=a; filename*=UTF-8''b; filename*=UTF-8''c", .badDisposition),
        ("form-data; name=\"a", .badDisposition), ("form-data; name=\"a\\\"", .badDisposition),
        ("form-data; name=\"a\"b", .badDisposition), ("form-data; name", .badDisposition),
        ("form-data; =a", .badDisposition), ("form-data; name=a; filename*=koi8-r''b", .badDisposition),
        ("form-data", .nameMissing), ("form-data; name=\"\"", .nameMissing), ("form-data; filename=b", .nameMissing),
    ])
    func refuses(_ header: String, because reason: MultipartError) {
        #expect(throws: reason) { try ContentDispositionParser(header) }
    }

    @Test func repairsBytesThatAreNoUTF8() throws {
        let head = Array("--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b".utf8)
        let form = try Form.parse([head + [0xFF, 0xE2, 0x82] + Array(".txt\"\r\n\r\n1\r\n--X--".utf8)])
        #expect(form.parts.first?.fileName == "b\u{FFFD}\u{FFFD}.txt")
    }
}
