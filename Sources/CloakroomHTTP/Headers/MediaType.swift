/// A Content-Type: `type/subtype; name=value`.
/// - Source: RFC 9110 section 8.3.1.
struct MediaType {
    /// `type/subtype` in lower case, without parameters.
    let essence: String
    let parameters: [HeaderParameters.Parameter]

    /// Nil when the text has not that form.
    init?(_ text: String) {
        guard let header = HeaderParameters(text) else { return nil }
        let halves = header.word.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ASCII.isToken) }) else {
            return nil
        }
        essence = header.word
        parameters = header.all
    }
}
