import Testing

@testable import CloakroomHTTP

@Suite struct QueryParametersTests {
    @Test(arguments: [
        ("path=a/b.png", "a/b.png"), ("path=a%2Fb.png&1700000000", "a/b.png"), ("x=1&path=a+b%2Bc", "a b+c"),
        ("path=a%252Fb", "a%2Fb"), ("path=a=b", "a=b"), ("path=", ""), ("path", ""), ("p%61th=x", "x"),
        ("path=%C3%BC&&", "ü"), ("paths=1", nil), ("", nil), ("path%255B=1", nil), ("Path=1", nil),
        ("path=x&q=%zz&%zz=1&r=%FF", "x"), ("path=a?b", "a?b"), ("path=a;b", "a;b"), ("path=%00", "\u{0}"),
    ])
    func givesOneString(_ query: String, _ value: String?) throws {
        #expect(try QueryParameters(query).single("path") == value)
    }

    @Test(arguments: [
        "path[$ne]=x", "path[$regex]=^uploads/", "path[]=x", "path%5B%24ne%5D=x", "path.x=y", "path=a&path=b",
        "path=a&path[$ne]=b", "path[=x", "path]=x", "[path]=x", "path[a][b]=c", "path=a&p%61th=b", "path[$ne]",
    ])
    func refusesWhatStandsForMoreThanOneString(_ query: String) throws {
        let parameters = try QueryParameters(query)
        #expect(throws: QueryError.notOneString("path")) { try parameters.single("path") }
        #expect(try parameters.single("other") == nil)
    }

    @Test(arguments: ["path=%", "path=%2", "path=%zz", "path=%FF", "path=%C3", "path=%ED%A0%80", "path=%c0%ae"])
    func refusesBrokenEncodings(_ query: String) throws {
        let parameters = try QueryParameters(query)
        #expect(throws: QueryError.malformed("path")) { try parameters.single("path") }
    }

    @Test func isBounded() throws {
        let most = QueryParameters.most
        #expect(throws: Never.self) { try QueryParameters(Array(repeating: "a", count: most).joined(separator: "&")) }
        #expect(throws: QueryError.tooMany(most)) {
            try QueryParameters(Array(repeating: "a", count: most + 1).joined(separator: "&"))
        }
        let longest = QueryParameters.longest
        #expect(throws: Never.self) { try QueryParameters(String(repeating: "a", count: longest)) }
        #expect(throws: QueryError.tooLong(bytes: longest)) {
            try QueryParameters(String(repeating: "a", count: longest + 1))
        }
    }
}
