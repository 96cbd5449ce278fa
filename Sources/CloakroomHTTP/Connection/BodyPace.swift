import NIOCore

/// Whether a body comes fast enough, measured window by window.
///
/// Only time in which the service waits for bytes is counted: a client is not to blame for a slow disk, nor for waiting
/// until it is invited to send.
struct BodyPace {
    struct Rule {
        var bytesPerSecond: Int64
        var window: TimeAmount

        /// Bytes that a window must bring.
        var bytes: Int64 {
            let (product, overflow) = bytesPerSecond.multipliedReportingOverflow(by: window.nanoseconds / 1_000_000_000)
            return overflow ? .max : product
        }
    }

    private let rule: Rule
    private var bytes: Int64 = 0
    private var waited = TimeAmount.zero
    private var waitingSince: NIODeadline?
    private var isReading = false
    private var isInvited: Bool

    /// - Parameter isInvited: false while the client waits for `100 Continue`.
    init(_ rule: Rule, isInvited: Bool) {
        self.rule = rule
        self.isInvited = isInvited
    }

    /// When the window ends if nothing comes; nil while nobody waits.
    var deadline: NIODeadline? { waitingSince.map { $0 + (rule.window - waited) } }

    mutating func count(_ more: Int) { bytes += Int64(more) }

    mutating func invite(at now: NIODeadline) {
        isInvited = true
        if isReading { startWaiting(at: now) }
    }

    mutating func startWaiting(at now: NIODeadline) {
        isReading = true
        if waitingSince == nil, isInvited { waitingSince = now }
    }

    mutating func stopWaiting(at now: NIODeadline) {
        isReading = false
        guard let since = waitingSince else { return }
        waited = waited + (now - since)
        waitingSince = nil
    }

    /// Ends a window that is over and begins the next.
    /// - Returns: false when it did not bring enough.
    mutating func isKept(at now: NIODeadline) -> Bool {
        let open = waitingSince.map { now - $0 } ?? .zero
        guard waited + open >= rule.window else { return true }
        defer {
            waited = .zero
            bytes = 0
            if waitingSince != nil { waitingSince = now }
        }
        return bytes >= rule.bytes
    }
}
