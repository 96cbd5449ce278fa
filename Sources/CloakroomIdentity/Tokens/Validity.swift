import CloakroomCore

/// When a token counts: from `nbf` on and before `exp`, to the millisecond.
/// - Source: RFC 7519 sections 4.1.4, 4.1.5.
struct Validity: Hashable, Sendable {
    var from: Timestamp?
    var until: Timestamp?

    /// Nil when a bound is there but is no number.
    init?(_ claims: Claims) {
        do {
            from = try Self.moment(claims["nbf"])
            until = try Self.moment(claims["exp"])
        } catch {
            return nil
        }
    }

    /// - Parameter leeway: seconds by which both ends are moved out, for clocks that differ.
    func contains(_ now: Timestamp, leeway: Int64 = 0) -> Bool {
        (from.map { $0 <= now.adding(seconds: leeway) } ?? true)
            && (until.map { now < $0.adding(seconds: leeway) } ?? true)
    }

    private struct NotANumber: Error {}

    private static func moment(_ claim: JSONValue?) throws -> Timestamp? {
        switch claim {
        case nil: return nil
        case .integer(let seconds): return Timestamp(milliseconds: 0).adding(seconds: seconds)
        case .number(let seconds): return try moment(seconds)
        default: throw NotANumber()
        }
    }

    /// Seconds that no clock of ours can show are held at the ends.
    private static func moment(_ seconds: Double) throws -> Timestamp {
        guard seconds.isFinite else { throw NotANumber() }
        let held = min(max(seconds * 1000, -9e18), 9e18)
        return Timestamp(milliseconds: Int64(held.rounded(.down)))
    }
}
