import CloakroomCore
import Testing

@Suite struct AllowListTests {
    @Test(arguments: [
        (".jpg,.pdf", ".pdf", true), (".jpg,.pdf", ".PDF".lowercased(), true), ("jpg, pdf", ".pdf", true),
        (" .TXT ,.csv", ".txt", true), ("*/*", ".anything", true), ("*/*", "", true), ("image/*,.pdf", ".png", true),
        ("image/*", ".svg", false), ("application/pdf", ".pdf", true), ("audio/*", ".ogg", true),
    ])
    func admitsWhatIsListedInAnyForm(list: String, name: String, admitted: Bool) {
        #expect(AllowList(list).admits(name) == admitted)
    }

    /// The original matched with "contains", so that these slipped through.
    @Test(arguments: ["", ".", ".j", ".jp", ".t", ".do", ".docm", ".jpgx", ".exe"])
    func refusesPartsAndNeighboursOfEntries(name: String) {
        #expect(!AllowList(".jpg,.jpeg,.png,.gif,.pdf,.txt,.csv,.doc,.docx").admits(name))
    }

    @Test(arguments: ["", ",", " , ", "."])
    func anEmptyListAdmitsNothing(list: String) {
        for name in ["", ".", ".txt"] { #expect(!AllowList(list).admits(name)) }
    }
}
