import Foundation

/// A TCP connection that sends whatever it is told, well-formed or not.
final class RawSocket {
    private let file: Int32
    private var isOpen = true

    /// - Parameter window: bytes that the kernel takes in before the test reads them; nil for its own choice.
    init(port: UInt16, window: Int32? = nil) throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var window { setsockopt(file, SOL_SOCKET, SO_RCVBUF, &window, socklen_t(MemoryLayout<Int32>.size)) }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw RunningService.Failure(text: "no connection: \(errno)") }
    }

    deinit { close() }

    /// Sends as much as the other side takes: it may have hung up.
    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends as much as the other side takes at once.
    /// - Returns: how many bytes that were.
    func offer(_ bytes: [UInt8]) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, bytes.withUnsafeBytes { Foundation.send(file, $0.baseAddress, $0.count, flags) })
    }

    /// Says that no more will come.
    func endSending() { shutdown(file, Int32(SHUT_WR)) }

    func close() {
        if isOpen { Foundation.close(file) }
        isOpen = false
    }

    /// Closes as a client that crashed: the other side's next call fails.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(file, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// What comes, at most `limit` bytes of it; empty at the end, whichever end it was.
    func receive(limit: Int = 65_536) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = bytes.withUnsafeMutableBytes { recv(file, $0.baseAddress, $0.count, 0) }
        return Array(bytes.prefix(max(0, count)))
    }

    func receiveToEnd() -> String {
        var all: [UInt8] = []
        while case let bytes = receive(), !bytes.isEmpty { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }
}

extension String {
    /// The status of the first answer in what a server sent.
    var status: Int? {
        guard hasPrefix("HTTP/1.1 ") else { return nil }
        return Int(dropFirst("HTTP/1.1 ".count).prefix(3))
    }
}
