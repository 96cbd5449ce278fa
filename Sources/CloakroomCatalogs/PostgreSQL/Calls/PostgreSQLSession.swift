internal import CloakroomCore
internal import CloakroomCrypto
internal import Foundation

/// One thread's connection, made when it is needed and made anew when it was lost, with pauses that grow while that fails.
struct PostgreSQLSession {
    /// Nobody else's name, under which this thread's commits are counted in the database.
    let writer = SecureRandom.hex(16)
    /// How many transactions this thread has begun.
    var batch = 0
    private let address: PostgreSQLAddress
    private var connection: PostgreSQLConnection?
    private let pause: PostgreSQLPause

    /// - Parameter pause: shared by all who connect to the same server.
    init(_ address: PostgreSQLAddress, _ pause: PostgreSQLPause = PostgreSQLPause()) {
        self.address = address
        self.pause = pause
    }

    /// The connection. During a pause it is not even tried.
    /// - Throws: `.unavailable`.
    mutating func connect() throws -> PostgreSQLConnection {
        if let connection { return connection }
        guard pause.isOver else {
            throw CloakroomError(.unavailable, "no connection to the catalog at \(address)")
        }
        do {
            let fresh = try PostgreSQLConnection.open(address)
            connection = fresh
            pause.cancel()
            return fresh
        } catch {
            pause.begin()
            throw CloakroomError(.unavailable, "no connection to the catalog at \(address)", cause: error)
        }
    }

    mutating func drop() {
        connection = nil
    }

    /// Runs `work` on a connection, waiting out the pauses, until it has a result or `deadline` has passed.
    /// - Throws: also what `work` throws, unless that is a lost connection.
    mutating func insist<T>(
        until deadline: ContinuousClock.Instant, _ work: (PostgreSQLConnection) throws -> T?
    ) throws -> T {
        while true {
            var failure: any Error = CloakroomError(.unavailable, "no answer from the catalog at \(address)")
            switch Result(catching: { try connect() }) {
            case .failure(let error): failure = error
            case .success(let connection):
                do {
                    if let result = try work(connection) { return result }
                } catch let lost as ConnectionLost {
                    drop()
                    failure = lost
                }
            }
            guard ContinuousClock.now < deadline else { throw failure }
            Thread.sleep(forTimeInterval: 0.05)
        }
    }
}
