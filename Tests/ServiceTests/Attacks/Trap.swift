import Foundation

/// A port of this machine on which nobody should ever knock.
final class Trap: Sendable {
    private let file: Int32
    let port: UInt16

    init() {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let file = file
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(file, $0, length)
                _ = listen(file, 64)
                _ = getsockname(file, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(file) }

    var url: String { "http://127.0.0.1:\(port)/secret" }

    /// Whether somebody knocked since this was asked last.
    var wasSprung: Bool {
        let visitor = accept(file, nil, nil)
        guard visitor >= 0 else { return false }
        close(visitor)
        return true
    }
}
