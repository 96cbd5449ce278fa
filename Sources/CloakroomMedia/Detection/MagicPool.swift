internal import Synchronization

/// Lends libmagic cookies: each to one caller at a time, as many as callers ever met.
final class MagicPool: Sendable {
    private final class Slot: Sendable {
        let cookie: Mutex<MagicCookie>
        init() throws(MediaFailure) { cookie = Mutex(try MagicCookie()) }
    }

    private let idle = Mutex<[Slot]>([])
    /// Cookies are made one after another, in the whole process: libmagic shares state while it loads.
    private static let making = Mutex(())

    /// Makes the first cookie, so that a missing database stops the start.
    init() throws {
        let first = try Self.make()
        idle.withLock { $0.append(first) }
    }

    func describe(_ bytes: [UInt8]) throws -> Verdict {
        let slot = try idle.withLock { $0.popLast() } ?? Self.make()
        defer { idle.withLock { $0.append(slot) } }
        return Verdict(try slot.cookie.withLock { cookie in try cookie.describe(bytes) })
    }

    private static func make() throws -> Slot { try making.withLock { _ in try Slot() } }
}
