import Testing

@testable import CloakroomHTTP

/// Bodies in the shapes in which today's clients send them.
@Suite struct MultipartClientTests {
    struct Sample: CustomTestStringConvertible {
        var testDescription: String
        var boundary: String
        var body: String
        var parts: [Form.Part]
    }

    @Test(arguments: samples)
    func isUnderstood(_ sample: Sample) throws {
        #expect(try Form.parse(sample.body, boundary: sample.boundary).parts == sample.parts)
        let bytes = sample.body.utf8.map { [$0] }
        #expect(try Form.parse(bytes, boundary: sample.boundary).parts == sample.parts)
    }

    private static let samples = [
        sample(
            "curl", "------------------------d74496d66958873e",
            [
                "Content-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".txt\"",
                "Content-Type: text/plain",
            ],
            Form.Part("file", fileName: "a \"b\".txt", contentType: "text/plain", "hello\n")),
        sample(
            "curl since 7.81", "------------------------Wp7dcBDQ3RWlCLvGcUr2Mr",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.txt\"", "Content-Type: text/plain"],
            Form.Part("file", fileName: "a \"b\".txt", contentType: "text/plain", "hello\n")),
        sample(
            "Chrome", "----WebKitFormBoundaryePkpFF7tjBAqx29L",
            [
                "Content-Disposition: form-data; name=\"file\"; filename=\"Schöne %22Grüße%22.png\"",
                "Content-Type: image/png",
            ],
            Form.Part("file", fileName: "Schöne \"Grüße\".png", contentType: "image/png", "\u{1}\r\n\r\n--")),
        sample(
            "Chrome, nothing chosen", "----WebKitFormBoundaryzbGvgpMTxgABtdZE",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"\"", "Content-Type: application/octet-stream"],
            Form.Part("file", contentType: "application/octet-stream")),
        sample(
            "Firefox", "----geckoformboundary8c79e61efa53dc5d441481912ad86439",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"日本語.pdf\"", "Content-Type: application/pdf"],
            Form.Part("file", fileName: "日本語.pdf", contentType: "application/pdf", "%PDF-1.4")),
        sample(
            "Firefox before 2024", "---------------------------9051914041544843365972754266",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"a.html\"", "Content-Type: text/html"],
            Form.Part("file", fileName: "a.html", contentType: "text/html", "<!DOCTYPE html>")),
        sample(
            "Safari", "----WebKitFormBoundary0WYAU5ICwKnXLLGi",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"IMG_0001.HEIC\"", "Content-Type: image/heic"],
            Form.Part("file", fileName: "IMG_0001.HEIC", contentType: "image/heic", "ftypheic")),
        sample(
            "Internet Explorer", "---------------------------7d41b838504d8",
            [
                "Content-Disposition: form-data; name=\"file\"; filename=\"C:\\Users\\me\\a.txt\"",
                "Content-Type: text/plain",
            ],
            Form.Part("file", fileName: "a.txt", contentType: "text/plain", "x")),
        sample(
            "axios with form-data", "--------------------------515890814546601021194782",
            ["Content-Disposition: form-data; name=\"file\"; filename=\"voice.mp3\"", "Content-Type: audio/mpeg"],
            Form.Part("file", fileName: "voice.mp3", contentType: "audio/mpeg", "ID3")),
        sample(
            "Node's fetch", "----formdata-undici-042182379183",
            [
                "Content-Disposition: form-data; name=\"file\"; filename=\"blob\"",
                "Content-Type: application/octet-stream",
            ],
            Form.Part("file", fileName: "blob", contentType: "application/octet-stream", "blob")),
        sample(
            "Python requests", "c28503d1c4fe0aaf2eb4b5ee9f6d2ff5",
            ["Content-Disposition: form-data; name=\"file\"; filename*=utf-8''na%C3%AFve.txt"],
            Form.Part("file", fileName: "naïve.txt", "x")),
        sample(
            "Java Mail", "----=_Part_5_1245.167",
            [
                "Content-Type: text/plain; charset=us-ascii; name=a.txt", "Content-Transfer-Encoding: 7bit",
                "Content-Disposition: form-data; name=file; filename=a.txt",
            ],
            Form.Part("file", fileName: "a.txt", contentType: "text/plain", "x")),
        sample(
            "OkHttp", "3ab9a5f5-1c8e-4b8f-8f9e-1e2d6b0a7c11",
            [
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"", "Content-Type: image/jpeg",
                "Content-Length: 4",
            ],
            Form.Part("file", fileName: "a.jpg", contentType: "image/jpeg", "JFIF")),
        sample(
            "NET", "0d2f4c6e-5b5a-4f3c-9a6d-0f8f4bb1a3b2",
            ["Content-Disposition: form-data; name=file; filename=a.bin; filename*=utf-8''b.bin"],
            Form.Part("file", fileName: "b.bin", "x")),
    ]

    private static func sample(_ client: String, _ boundary: String, _ headers: [String], _ part: Form.Part) -> Sample {
        let head = headers.map { $0 + "\r\n" }.joined()
        let content = String(decoding: part.content, as: UTF8.self)
        let body = "--\(boundary)\r\n\(head)\r\n\(content)\r\n--\(boundary)--\r\n"
        return Sample(testDescription: client, boundary: boundary, body: body, parts: [part])
    }
}
