import CloakroomCore
import HTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct ResumptionTests {
    @Test(arguments: [
        ("?0", true), ("?1", false), ("?0;x=1", true), (" ?0 ; x", true), ("?1;x=0", false), (nil, false),
    ])
    func aPartIsOneWhateverElseItsFieldSays(complete: String?, isPart: Bool) throws {
        var headers = HTTPFields()
        headers[.uploadComplete] = complete
        #expect(try Resumption.isPart(headers) == isPart)
        var older = HTTPFields()
        older[.uploadIncomplete] = complete.map { text in
            text.contains("?0") ? text.replacing("?0", with: "?1") : text.replacing("?1", with: "?0")
        }
        #expect(try Resumption.isPart(older) == isPart)
    }

    /// What is taken for whole and is not is a broken file.
    @Test(arguments: ["?2", "0", "false", "", "?0, ?1"])
    func whatCannotBeToldIsRefused(complete: String) {
        #expect(throws: CloakroomError.self) { try Resumption.isPart([.uploadComplete: complete]) }
    }
}
