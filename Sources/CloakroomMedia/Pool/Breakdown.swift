internal import Glibc

/// A helper can no longer be used.
struct Breakdown: Error, CustomStringConvertible {
    enum Cause: String {
        /// It was gone before it was asked.
        case absent
        case crash
        /// Somebody else killed it: mostly the kernel, when memory ran out.
        case killed
        /// It got too little done, though the limit on its processor time would have ended a file that needs too much.
        case timeout
        /// It said what no honest helper says.
        case nonsense
    }

    let cause: Cause
    /// What ended the process.
    let end: ProcessEnd
    /// The type to serve, when the file was verified before.
    var verifiedType: String?

    init(_ failure: ChannelFailure, end: ProcessEnd, verifiedType: String? = nil) {
        cause =
            switch failure {
            // A helper that ends itself so passes for killed. That gains it one more try.
            case .ended, .system: end == .signal(SIGKILL) ? .killed : .crash
            case .late: .timeout
            case .malformed: .nonsense
            }
        self.end = end
        self.verifiedType = verifiedType
    }

    init(absent end: ProcessEnd) {
        cause = .absent
        self.end = end
    }

    /// Whether the machine is at fault, and another try may well go better.
    var isMachinesFault: Bool { cause == .killed || cause == .timeout }

    var description: String { "\(cause.rawValue) (\(end))" }
}
