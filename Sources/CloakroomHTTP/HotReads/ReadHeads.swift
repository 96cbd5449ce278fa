import CloakroomCore
import HTTPTypes
import NIOCore

/// The heads of answers that carry a whole file, as they go over the wire.
struct ReadHeads: Sendable {
    private struct ID: Hashable, Sendable {
        let key: BlobKey
        let isAttachment: Bool
        let expires: Bool
    }

    private let common: [HTTPField]
    /// All but the lines that differ from answer to answer.
    private let known = BoundedCache<ID, ByteBuffer>(capacity: 8 << 20)

    init(common: [HTTPField]) {
        self.common = common
    }

    func head(of found: Found, isAttachment: Bool, id: String, now: Timestamp) -> ByteBuffer {
        let lasting = lasting(found, isAttachment, now)
        var head = ByteBuffer()
        head.reserveCapacity(lasting.readableBytes + 256)
        head.writeImmutableBuffer(lasting)
        if found.expires != nil { head.writeLine("Cache-Control", FileAnswer.cacheControl(found, now: now)) }
        head.writeLine("X-Request-Id", id)
        head.writeLine("Date", HTTPDate.now())
        head.writeStaticString("\r\n")
        return head
    }

    /// A key is used once, so all of this is as lasting as the bytes behind it.
    private func lasting(_ found: Found, _ isAttachment: Bool, _ now: Timestamp) -> ByteBuffer {
        let id = ID(key: found.key, isAttachment: isAttachment, expires: found.expires != nil)
        if let head = known.value(for: id) { return head }
        var head = ByteBuffer(string: "HTTP/1.1 200 OK\r\n")
        for field in FileAnswer.lastingFields(found, isAttachment: isAttachment) + common {
            head.writeLine(field.name.rawName, field.value)
        }
        head.writeLine("Content-Length", String(found.size))
        if found.expires == nil { head.writeLine("Cache-Control", FileAnswer.cacheControl(found, now: now)) }
        known.insert(head, for: id, cost: head.readableBytes + 512)
        return head
    }
}

extension ByteBuffer {
    fileprivate mutating func writeLine(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }
}
