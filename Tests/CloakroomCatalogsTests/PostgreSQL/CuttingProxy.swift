import CloakroomTesting
import Foundation
import Synchronization

/// Stands between the catalog and the server, counts commits, and cuts the line where a test wants it.
///
/// The text of COMMIT passes when a connection commits for the first time; later ones only name it.
final class CuttingProxy: Sendable {
    enum Cut: Sendable {
        /// COMMIT never arrives.
        case before
        /// COMMIT arrives, its answer does not.
        case after
    }

    let port: UInt16
    private let listener: Int32
    private let target: UInt16
    private let cuts = Mutex<[Cut]>([])
    private let pastime = Mutex<@Sendable () -> Void>({})
    private let lines = Mutex<[Int32]>([])

    init(to target: UInt16) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.target = target
        port = try Socket.listen(listener)
        Thread.detachNewThread { [self] in accept() }
    }

    /// Cuts the next lines on which a first COMMIT is seen, in this order.
    func cut(_ cuts: Cut...) { self.cuts.withLock { $0 = cuts } }

    /// Runs `work` at each cut, before whoever sent COMMIT hears of it.
    func atEachCut(_ work: @escaping @Sendable () -> Void) { pastime.withLock { $0 = work } }

    var cutsLeft: Int { cuts.withLock { $0.count } }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        for line in lines.withLock({ $0 }) { shutdown(line, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { break }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard Socket.connect(server, to: target) else {
                Glibc.close(client)
                continue
            }
            lines.withLock { $0 += [client, server] }
            let isMuted = Flag()
            Thread.detachNewThread { [self] in pass(from: client, to: server, isMuted) }
            Thread.detachNewThread { Self.passBack(from: server, to: client, isMuted) }
        }
        Glibc.close(listener)
    }

    private func pass(from client: Int32, to server: Int32, _ isMuted: Flag) {
        while let bytes = Socket.read(client) {
            let cut = Data(bytes).range(of: Data("COMMIT".utf8)) == nil ? nil : nextCut()
            if cut != nil { pastime.withLock { $0 }() }
            if cut == .before { break }
            if cut == .after { isMuted.raise() }
            guard Socket.write(bytes, to: server) else { break }
        }
        shutdown(server, Int32(SHUT_RDWR))
        shutdown(client, Int32(SHUT_RDWR))
    }

    private func nextCut() -> Cut? {
        cuts.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    private static func passBack(from server: Int32, to client: Int32, _ isMuted: Flag) {
        while let bytes = Socket.read(server), !isMuted.isRaised, Socket.write(bytes, to: client) {}
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isRaised: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}

/// The few calls that the proxy needs.
private enum Socket {
    static func listen(_ socket: Int32) throws -> UInt16 {
        let port = try FreePort.find()
        var address = address(port)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
        }
        guard isBound, Glibc.listen(socket, 64) == 0 else { throw CancellationError() }
        return port
    }

    static func connect(_ socket: Int32, to port: UInt16) -> Bool {
        var address = address(port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(socket, $0, size) == 0 }
        }
    }

    /// Nil at the end.
    static func read(_ socket: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &bytes, bytes.count, 0)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static let size = socklen_t(MemoryLayout<sockaddr_in>.size)

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }
}
