import NIOCore

/// Whether a body comes fast enough, measured window by window.
///
/// Only time in which the service waits for bytes is counted: a client is not to blame for a slow disk. One that waits to be
/// invited to send does so for one window at most: nobody holds a connection because the invitation was forgotten.
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
    /// Since when the client waits for `100 Continue`; nil when it does not, or no more.
    private var uninvitedSince: NIODeadline?

    init(_ rule: Rule, uninvitedSince: NIODeadline?) {
        self.rule = rule
        self.uninvitedSince = uninvitedSince
    }

    /// When the window ends if nothing comes; nil while nobody waits.
    var deadline: NIODeadline? {
        if let uninvitedSince { return uninvitedSince + rule.window }
        return waitingSince.map { $0 + (rule.window - waited) }
    }

    /// Whoever sends waits for no invitation any more.
    mutating func count(_ more: Int, at now: NIODeadline) {
        bytes += Int64(more)
        invite(at: now)
    }

    mutating func invite(at now: NIODeadline) {
        guard uninvitedSince != nil else { return }
        uninvitedSince = nil
        if isReading { startWaiting(at: now) }
    }

    mutating func startWaiting(at now: NIODeadline) {
        isReading = true
        if waitingSince == nil, uninvitedSince == nil { waitingSince = now }
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
        if let uninvitedSince { return now < uninvitedSince + rule.window }
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
