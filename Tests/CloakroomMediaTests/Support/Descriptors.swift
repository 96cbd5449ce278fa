import Foundation

/// Open files on their way through a socket.
enum Descriptors {
    /// Sends bytes with so many copies of one descriptor, which our own channels never do.
    static func send(_ bytes: [UInt8], with file: FileHandle, times count: Int, to socket: Int32) {
        let header = MemoryLayout<cmsghdr>.size
        var control = [UInt8](repeating: 0, count: header + count * 4)
        control.withUnsafeMutableBytes { room in
            var head = cmsghdr()
            head.cmsg_len = room.count
            head.cmsg_level = SOL_SOCKET
            head.cmsg_type = Int32(SCM_RIGHTS)
            room.storeBytes(of: head, as: cmsghdr.self)
            for index in 0..<count {
                room.storeBytes(of: file.fileDescriptor, toByteOffset: header + 4 * index, as: Int32.self)
            }
        }
        var bytes = bytes
        bytes.withUnsafeMutableBytes { content in
            control.withUnsafeMutableBytes { room in
                var piece = iovec(iov_base: content.baseAddress, iov_len: content.count)
                withUnsafeMutablePointer(to: &piece) { piece in
                    var message = msghdr()
                    message.msg_iov = piece
                    message.msg_iovlen = 1
                    message.msg_control = room.baseAddress
                    message.msg_controllen = room.count
                    _ = sendmsg(socket, &message, 0)
                }
            }
        }
    }

    /// Whether nobody has the other end of a pipe any more. A process that another test starts may hold it for a moment.
    static func isShut(_ reading: FileHandle) -> Bool {
        var end = pollfd(fd: reading.fileDescriptor, events: 0, revents: 0)
        return poll(&end, 1, 10_000) == 1 && Int32(end.revents) & POLLHUP != 0
    }
}
