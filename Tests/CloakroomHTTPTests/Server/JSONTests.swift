import Testing

@testable import CloakroomHTTP

@Suite struct JSONTests {
    @Test func keepsTheOrderOfKeys() {
        let object = JSON.object([("b", .number(1)), ("a", .flag(true)), ("c", .array([.text("x"), .raw("{}")]))])
        #expect(object.encoded == #"{"b":1,"a":true,"c":["x",{}]}"#)
    }

    @Test func quotesWhatJSONDoesNotTakeAsItIs() {
        #expect(JSON.text("a\"b\\c\nd\re\tf\u{1}g\u{1F}ü€😀").encoded == #""a\"b\\c\nd\re\tf\u0001g\u001fü€😀""#)
    }
}
