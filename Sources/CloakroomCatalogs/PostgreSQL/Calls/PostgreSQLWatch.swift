internal import CloakroomCore
internal import Foundation
internal import Glibc
public import Logging
internal import Synchronization

/// A connection and a thread on which this process says that it lives, and hears at once what others change. It has them
/// for itself, so that load never makes a process look dead.
public final class PostgreSQLWatch: Sendable {
    /// Seconds between two renewals of the lease, and for which each holds.
    public static let pulse: Int64 = 10
    public static let lease: Int64 = 60

    private let address: PostgreSQLAddress
    private let owner: String
    private let changed: @Sendable (String) -> Void
    private let logger: Logger
    private let isClosed = Mutex(false)
    private let bell: Int32
    private let rope: Int32
    private let end = DispatchSemaphore(value: 0)

    /// Begins at once, and goes on until ``close()`` whatever becomes of the server.
    /// - Parameter changed: told of each path whose file was deleted or replaced, by whomever.
    public init(
        _ address: PostgreSQLAddress, owner: String, logger: Logger, changed: @escaping @Sendable (String) -> Void
    ) throws {
        self.address = address
        self.owner = owner
        self.changed = changed
        self.logger = logger
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw CloakroomError(.unavailable, "no pipe can be opened") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (bell, rope) = (ends[0], ends[1])
        let thread = Thread { [self] in
            watch()
            end.signal()
        }
        thread.name = "catalog-watch"
        thread.start()
    }

    /// Takes the owner off the list of the living, unless it leaves something for others to clear up. Blocks until that is
    /// done, or has failed.
    public func close() {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        _ = write(rope, [1], 1)
        end.wait()
        for end in [bell, rope] { Glibc.close(end) }
    }

    private func watch() {
        var session = PostgreSQLSession(address)
        var isWell = true
        while !isClosed.withLock({ $0 }) {
            do {
                try listen(on: session.connect(), &isWell)
            } catch {
                if error is ConnectionLost || error is ServerRefusal { session.drop() }
                if isWell { logger.warning("the catalog is not heard", metadata: ["cause": "\(error)"]) }
                isWell = false
                pause(.milliseconds(100))
            }
        }
        _ = try? session.connect().exchange([.leaving(owner)], apart: true, until: .now + .seconds(2))
    }

    /// Returns when the watch is closed.
    private func listen(on connection: PostgreSQLConnection, _ isWell: inout Bool) throws {
        try connection.tell(SQLStatement("LISTEN cloakroom"))
        if !isWell { logger.notice("the catalog is heard again") }
        isWell = true
        while !isClosed.withLock({ $0 }) {
            try connection.tell(.renewing(owner, for: Self.lease))
            let next = ContinuousClock.now + .seconds(Self.pulse)
            while ContinuousClock.now < next, !isClosed.withLock({ $0 }) {
                for path in try connection.notifications(until: next, orReadable: bell) { changed(path) }
            }
        }
    }

    private func pause(_ time: Duration) {
        var bell = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
        poll(&bell, 1, Int32(time / .milliseconds(1)))
    }
}

extension PostgreSQLConnection {
    fileprivate func tell(_ statement: SQLStatement) throws {
        for outcome in try exchange([statement], apart: true, until: .now + .seconds(5)) { _ = try outcome.get() }
    }
}
