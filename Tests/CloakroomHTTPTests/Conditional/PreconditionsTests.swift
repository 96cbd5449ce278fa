import CloakroomCore
import Testing

@testable import CloakroomHTTP

@Suite struct PreconditionsTests {
    private static let past = "Sat, 05 Nov 1994 08:49:37 GMT"
    private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let later = "Mon, 07 Nov 1994 08:49:37 GMT"

    private func evaluate(_ fields: Preconditions, method: String = "GET") -> Preconditions.Outcome {
        let changed = Timestamp(milliseconds: 784_111_777_900)
        return fields.evaluate(
            method: method, against: Preconditions.Validators(etag: EntityTag(strong: "now"), lastModified: changed))
    }

    @Test(arguments: [
        (Preconditions(), Preconditions.Outcome.proceed(useRange: true)),
        (Preconditions(ifMatch: "\"now\""), .proceed(useRange: true)),
        (Preconditions(ifMatch: "\"old\", \"now\""), .proceed(useRange: true)),
        (Preconditions(ifMatch: " * "), .proceed(useRange: true)),
        (Preconditions(ifMatch: "W/\"now\""), .preconditionFailed),
        (Preconditions(ifMatch: "\"old\""), .preconditionFailed),
        (Preconditions(ifMatch: "now"), .preconditionFailed),
        (Preconditions(ifMatch: ""), .preconditionFailed),
        (Preconditions(ifUnmodifiedSince: past), .preconditionFailed),
        (Preconditions(ifUnmodifiedSince: same), .proceed(useRange: true)),
        (Preconditions(ifUnmodifiedSince: later), .proceed(useRange: true)),
        (Preconditions(ifUnmodifiedSince: "yesterday"), .proceed(useRange: true)),
        (Preconditions(ifNoneMatch: "\"now\""), .notModified),
        (Preconditions(ifNoneMatch: "\"a,b\" , W/\"now\""), .notModified),
        (Preconditions(ifNoneMatch: "*"), .notModified),
        (Preconditions(ifNoneMatch: "\"old\""), .proceed(useRange: true)),
        (Preconditions(ifNoneMatch: "\"x,\"now\""), .proceed(useRange: true)),
        (Preconditions(ifModifiedSince: past), .proceed(useRange: true)),
        (Preconditions(ifModifiedSince: same), .notModified),
        (Preconditions(ifModifiedSince: later), .notModified),
        (Preconditions(ifModifiedSince: "yesterday"), .proceed(useRange: true)),
        (Preconditions(ifRange: "\"now\""), .proceed(useRange: true)),
        (Preconditions(ifRange: "W/\"now\""), .proceed(useRange: false)),
        (Preconditions(ifRange: "\"old\""), .proceed(useRange: false)),
        (Preconditions(ifRange: same), .proceed(useRange: true)),
        (Preconditions(ifRange: later), .proceed(useRange: false)),
        (Preconditions(ifRange: past), .proceed(useRange: false)),
        (Preconditions(ifRange: "*"), .proceed(useRange: false)),
    ])
    func decideOneByOne(_ fields: Preconditions, _ outcome: Preconditions.Outcome) {
        #expect(evaluate(fields) == outcome)
    }

    /// The order of RFC 9110 section 13.2.2.
    @Test(arguments: [
        (Preconditions(ifMatch: "\"old\"", ifNoneMatch: "\"now\""), Preconditions.Outcome.preconditionFailed),
        (Preconditions(ifMatch: "\"now\"", ifNoneMatch: "\"now\""), .notModified),
        (Preconditions(ifMatch: "\"now\"", ifUnmodifiedSince: past), .proceed(useRange: true)),
        (Preconditions(ifNoneMatch: "\"old\"", ifModifiedSince: later), .proceed(useRange: true)),
        (Preconditions(ifNoneMatch: "\"now\"", ifModifiedSince: past), .notModified),
        (Preconditions(ifModifiedSince: later, ifUnmodifiedSince: past), .preconditionFailed),
        (Preconditions(ifNoneMatch: "\"now\"", ifRange: "\"old\""), .notModified),
        (Preconditions(ifMatch: "\"now\"", ifRange: "\"old\""), .proceed(useRange: false)),
    ])
    func decideTogether(_ fields: Preconditions, _ outcome: Preconditions.Outcome) {
        #expect(evaluate(fields) == outcome)
    }

    @Test(arguments: [
        ("HEAD", Preconditions(ifNoneMatch: "\"now\""), Preconditions.Outcome.notModified),
        ("HEAD", Preconditions(ifModifiedSince: same), .notModified),
        ("HEAD", Preconditions(), .proceed(useRange: false)),
        ("DELETE", Preconditions(ifNoneMatch: "\"now\""), .preconditionFailed),
        ("DELETE", Preconditions(ifNoneMatch: "*"), .preconditionFailed),
        ("DELETE", Preconditions(ifModifiedSince: later), .proceed(useRange: false)),
        ("DELETE", Preconditions(ifMatch: "\"old\""), .preconditionFailed),
        ("PUT", Preconditions(ifUnmodifiedSince: past), .preconditionFailed),
    ])
    func dependOnTheMethod(_ method: String, _ fields: Preconditions, _ outcome: Preconditions.Outcome) {
        #expect(evaluate(fields, method: method) == outcome)
    }

    @Test func matchNothingThatIsNotKnown() {
        let unknown = Preconditions.Validators()
        #expect(Preconditions(ifMatch: "\"now\"").evaluate(method: "GET", against: unknown) == .preconditionFailed)
        let fields = Preconditions(ifNoneMatch: "\"now\"", ifRange: Self.same)
        #expect(fields.evaluate(method: "GET", against: unknown) == .proceed(useRange: false))
        let dates = Preconditions(ifModifiedSince: Self.later, ifUnmodifiedSince: Self.past)
        #expect(dates.evaluate(method: "GET", against: unknown) == .proceed(useRange: true))
    }
}

@Suite struct EntityTagTests {
    @Test(arguments: ["\"xyzzy\"", "W/\"xyzzy\"", "\"\"", "\"a,b;c\\\"", "\"ü\""])
    func readsBackWhatItWrites(_ text: String) {
        #expect(EntityTag(text)?.text == text)
    }

    @Test(arguments: ["", "\"", "x", "w/\"x\"", "\"a\"b\"", "\"a b\"", "W/x", "\"a\u{7F}\"", "W/\""])
    func isRefused(_ text: String) {
        #expect(EntityTag(text) == nil)
    }

    /// RFC 9110 section 8.8.3.2.
    @Test(arguments: [
        ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false), ("W/\"1\"", "\"1\"", false, true),
        ("\"1\"", "\"1\"", true, true),
    ])
    func compares(_ left: String, _ right: String, strongly: Bool, weakly: Bool) throws {
        let (one, other) = (try #require(EntityTag(left)), try #require(EntityTag(right)))
        #expect(one.matchesStrongly(other) == strongly)
        #expect(one.matchesWeakly(other) == weakly)
    }
}
