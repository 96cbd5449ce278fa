/// A library did not do what was asked of it. The reason is for the log.
struct MediaFailure: Error, CustomStringConvertible {
    let reason: String
    init(_ reason: String) { self.reason = reason }
    var description: String { reason }
}
