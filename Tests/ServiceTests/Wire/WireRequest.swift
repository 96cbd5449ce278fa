/// A request as its bytes go over the wire, well-formed unless a test makes it otherwise.
struct WireRequest: Sendable {
    var method: String
    var target: String
    var headers: [String]
    var body: [UInt8]?

    /// - Parameters:
    ///   - token: without its prefix; nil for a request that proves nothing.
    ///   - headers: whole lines.
    init(
        _ method: String = "GET", _ target: String, token: String? = nil, headers: [String] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = (token.map { ["Authorization: JWT \($0)"] } ?? []) + headers
        self.body = body
    }

    init(json: String, to target: String, headers: [String] = []) {
        self.init(
            "POST", target, headers: ["Content-Type: application/json"] + headers, body: Array(json.utf8))
    }

    var bytes: [UInt8] {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: files.example"] + headers
        let length = body.map { ["Content-Length: \($0.count)"] } ?? []
        return Array((lines + length).joined(separator: "\r\n").utf8) + Array("\r\n\r\n".utf8) + (body ?? [])
    }
}

/// A file in a form, as a client sends it.
struct WireForm: Sendable {
    var fileName: String
    var type: String?
    var content: [UInt8]

    init(_ fileName: String, _ type: String? = nil, _ content: [UInt8]) {
        self.fileName = fileName
        self.type = type
        self.content = content
    }

    init(_ fileName: String, _ type: String? = nil, _ content: String) {
        self.init(fileName, type, Array(content.utf8))
    }

    /// A small picture.
    static func picture() throws -> WireForm { WireForm("tiny.png", nil, try Fixture.bytes("genuine/tiny.png")) }

    static let boundary = "----a-boundary-that-no-file-holds"
    static let header = "Content-Type: multipart/form-data; boundary=\(boundary)"

    var bytes: [UInt8] {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        let head = """
            --\(Self.boundary)\r\nContent-Disposition: form-data; name="file"; filename="\(fileName)"\r\n\(type)\r\n
            """
        return Array(head.utf8) + content + Array("\r\n--\(Self.boundary)--\r\n".utf8)
    }
}

extension WireRequest {
    static func upload(
        _ form: WireForm, to target: String, token: String? = nil, method: String = "POST", headers: [String] = []
    ) -> WireRequest {
        WireRequest(method, target, token: token, headers: [WireForm.header] + headers, body: form.bytes)
    }
}
