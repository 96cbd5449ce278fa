import HTTPTypes

extension Preconditions {
    /// The conditions of a request.
    init(_ head: HTTPRequest) {
        let fields = head.headerFields
        self.init(
            ifMatch: fields[.ifMatch], ifNoneMatch: fields[.ifNoneMatch], ifModifiedSince: fields[.ifModifiedSince],
            ifUnmodifiedSince: fields[.ifUnmodifiedSince], ifRange: fields[.ifRange])
    }
}
