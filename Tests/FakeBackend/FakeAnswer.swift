/// One answer, and to which requests it is given: the first that fits counts.
struct FakeAnswer: Codable, Sendable {
    let path: String
    /// The whole query, without its mark; nil: any.
    let query: String?
    /// The whole header; nil: any.
    let authorization: String?
    let status: Int?
    let body: String?
    let location: String?
    /// Whether the answer waits until it is released.
    let isHeld: Bool?
    /// Whether the body begins and then waits until it is released.
    let isStalled: Bool?

    func fits(_ request: FakeRequest) -> Bool {
        path == request.path && (query ?? request.query) == request.query
            && (authorization ?? request.authorization) == request.authorization
    }
}

struct FakeRequest: Codable, Sendable {
    let path: String
    let query: String
    let authorization: String
}
