import HTTPTypes

extension QueryParameters {
    /// The query of a request's target.
    init(_ head: HTTPRequest) throws(QueryError) {
        let target = head.path ?? ""
        try self.init(target.firstIndex(of: "?").map { target[target.index(after: $0)...] } ?? "")
    }
}
