/// A helper can no longer be used.
struct Breakdown: Error, CustomStringConvertible {
    enum Cause: String {
        /// It was gone before it was asked.
        case absent
        case crash
        case timeout
        /// It said what no honest helper says.
        case nonsense
    }

    let cause: Cause
    /// What ended the process, for the log.
    let end: String
    /// The type to serve, when the file was verified before.
    var verifiedType: String?

    init(_ failure: ChannelFailure, end: String, verifiedType: String? = nil) {
        cause =
            switch failure {
            case .ended, .system: .crash
            case .late: .timeout
            case .malformed: .nonsense
            }
        self.end = end
        self.verifiedType = verifiedType
    }

    init(absent end: String) {
        cause = .absent
        self.end = end
    }

    var description: String { "\(cause.rawValue) (\(end))" }
}
