import HummingbirdCore
import Logging
import Metrics

/// Counts the open connections; when they are too many, new ones wait in the kernel's queue.
struct OpenConnections: AvailableConnectionsDelegate {
    private let limit: Int
    private let logger: Logger
    private let gauge = Meter(label: "cloakroom_connections")
    private var count = 0

    init(limit: Int, logger: Logger) {
        self.limit = limit
        self.logger = logger
    }

    mutating func connectionOpened() {
        count += 1
        gauge.set(count)
        if count == limit { logger.warning("no more connections are taken", metadata: ["open": "\(count)"]) }
    }

    mutating func connectionClosed() {
        count -= 1
        gauge.set(count)
    }

    func isAcceptingNewConnections() -> Bool { count < limit }
}
