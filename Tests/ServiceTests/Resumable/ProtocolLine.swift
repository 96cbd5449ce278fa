import Testing

/// A sentence of a protocol as a request to an upload of 10 bytes, of which 4 are there, and what must come of it.
struct ProtocolLine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: String
    /// Behind the upload's path; one that begins with a slash stands for itself, `P` for the project.
    let target: String
    let headers: [String]
    let body: String?
    let status: Int
    /// Fields of the answer, with their values; empty: whatever value; nil: not there.
    let fields: [String: String?]
    /// Where the upload stands afterwards; nil: it is gone.
    let offset: Int?

    init(
        _ sentence: String, _ method: String, _ target: String = "", _ headers: [String] = [], _ body: String? = nil,
        _ status: Int, _ fields: [String: String?] = [:], offset: Int? = 4
    ) {
        testDescription = sentence
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.status = status
        self.fields = fields
        self.offset = offset
    }

    func check(_ desk: ResumableDesk, upload path: String) throws {
        let target =
            target.hasPrefix("/")
            ? target.replacing("/P/", with: "/\(desk.project)/") : path + target
        let answer = try desk.ask(method, target, headers, body.map { Array($0.utf8) })
        #expect(answer.status == status, "\(answer.lines) \(answer.text)")
        for (name, value) in fields {
            let found = answer.header(name)
            switch value {
            case nil: #expect(found == nil, "\(name): \(answer.lines)")
            case "": #expect(found != nil, "\(name): \(answer.lines)")
            case let value?: #expect(found == value, "\(name): \(answer.lines)")
            }
        }
    }
}
