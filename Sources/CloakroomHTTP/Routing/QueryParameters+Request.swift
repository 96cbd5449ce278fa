import HTTPTypes

extension QueryParameters {
    /// The query of a request's target.
    init(_ head: HTTPRequest) throws {
        let target = head.path ?? ""
        let query = target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
        try self.init(query: query)
    }
}
