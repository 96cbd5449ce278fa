internal import CSandbox
internal import Glibc
internal import NIOCore

/// One end of the socket between service and helper: messages with their length in front, and open files beside them.
struct HelperChannel: ~Copyable, Sendable {
    /// Bytes of the longest message; a thumbnail without compression is well below.
    static let longest: UInt32 = 1 << 20

    let socket: Int32

    init(owning socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// Two ends that belong together; both close on exec.
    static func pair() throws(ChannelFailure) -> (Int32, Int32) {
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &ends) {
            cloakroom_socket_pair($0.assumingMemoryBound(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw .system(code: errno) }
        return ends
    }

    /// - Parameter file: a descriptor that the other side gets a copy of.
    /// - Throws: `.ended` when the other side is gone.
    func send(_ message: some WireMessage, with file: Int32 = -1) throws(ChannelFailure) {
        var frame = ByteBuffer()
        frame.writeInteger(UInt32(0))
        message.write(to: &frame)
        frame.setInteger(UInt32(clamping: frame.readableBytes - 4), at: frame.readerIndex)
        var file = file
        while frame.readableBytes > 0 {
            let sent = frame.withUnsafeReadableBytes { cloakroom_send(socket, $0.baseAddress, $0.count, file) }
            if sent < 0 {
                guard errno == EINTR else { throw Self.failure() }
                continue
            }
            frame.moveReaderIndex(forwardBy: sent)
            file = -1
        }
    }

    /// A file that comes along is thrown away: what has been taken over must not fill our table of open files.
    /// - Throws: `.ended` before and within a message, `.late` when it is not there by `deadline`, `.malformed` for one
    ///   that is too long, too short or none at all.
    func receive<Message: WireMessage>(
        _ type: Message.Type, by deadline: ContinuousClock.Instant? = nil
    ) throws(ChannelFailure) -> Message {
        // Without room for descriptors the kernel closes them.
        try receive(type, by: deadline) { recv(socket, $0.baseAddress, $0.count, 0) }
    }

    /// The same for a message that comes with an open file. The file is nil when there was none, or more than one.
    func receive<Message: WireMessage>(
        _ type: Message.Type, with file: inout PassedFile?, by deadline: ContinuousClock.Instant? = nil
    ) throws(ChannelFailure) -> Message {
        try receive(type, by: deadline) { piece in
            var passed: Int32 = -1
            let received = cloakroom_receive(socket, piece.baseAddress, piece.count, &passed)
            if passed >= 0 { file = PassedFile(owning: passed) }
            return received
        }
    }

    private func receive<Message: WireMessage>(
        _ type: Message.Type, by deadline: ContinuousClock.Instant?,
        _ take: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(ChannelFailure) -> Message {
        var head = try receive(count: 4, deadline, take)
        let length = try head.readNumber(UInt32.self)
        guard length <= Self.longest else { throw .malformed }
        var body = try receive(count: Int(length), deadline, take)
        let message = try Message(from: &body)
        guard body.readableBytes == 0 else { throw .malformed }
        return message
    }

    private func receive(
        count: Int, _ deadline: ContinuousClock.Instant?, _ take: (UnsafeMutableRawBufferPointer) -> Int
    ) throws(ChannelFailure) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(count)
        while buffer.readableBytes < count {
            try wait(until: deadline)
            let missing = count - buffer.readableBytes
            let received = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: missing) { room in
                max(0, take(UnsafeMutableRawBufferPointer(rebasing: room.prefix(missing))))
            }
            guard received > 0 else { throw .ended }
        }
        return buffer
    }

    private func wait(until deadline: ContinuousClock.Instant?) throws(ChannelFailure) {
        while true {
            let rest = deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) }
            var ready = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            let result = poll(&ready, 1, rest.map(\.milliseconds) ?? -1)
            if result > 0 { return }
            if result == 0 { throw .late }
            guard errno == EINTR else { throw .system(code: errno) }
        }
    }

    private static func failure() -> ChannelFailure {
        [EPIPE, ECONNRESET].contains(errno) ? .ended : .system(code: errno)
    }
}

/// A descriptor that came through a channel, closed unless somebody takes it.
struct PassedFile: ~Copyable {
    private let number: Int32

    init(owning number: Int32) { self.number = number }

    deinit { close(number) }

    /// Hands the descriptor to somebody else, who closes it.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

extension Duration {
    /// Rounded up, so that a wait does not end too early.
    fileprivate var milliseconds: Int32 {
        let (seconds, rest) = components
        return Int32(
            clamping: seconds.multipliedReportingOverflow(by: 1000).partialValue &+ rest / 1_000_000_000_000_000 &+ 1)
    }
}
