import CloakroomCore
import HTTPTypes
import NIOCore

/// The heads of answers that carry a whole file, as they go over the wire.
struct ReadHeads: Sendable {
    private let common: [HTTPField]
    private let date = LatestDate()

    init(common: [HTTPField]) {
        self.common = common
    }

    func head(of pass: ReadPass, id: String, now: Timestamp) -> ByteBuffer {
        var head = ByteBuffer()
        head.reserveCapacity(pass.head.readableBytes + 256)
        head.writeImmutableBuffer(pass.head)
        if pass.found.expires != nil { head.writeLine("Cache-Control", FileAnswer.cacheControl(pass.found, now: now)) }
        head.writeLine("X-Request-Id", id)
        head.writeLine("Date", date.text(at: now))
        head.writeStaticString("\r\n")
        return head
    }

    /// All but the lines that differ from answer to answer.
    func lasting(_ found: Found, isAttachment: Bool, _ now: Timestamp) -> ByteBuffer {
        var head = ByteBuffer(string: "HTTP/1.1 200 OK\r\n")
        for field in FileAnswer.lastingFields(found, isAttachment: isAttachment) + common {
            head.writeLine(field.name.rawName, field.value)
        }
        head.writeLine("Content-Length", String(found.size))
        if found.expires == nil { head.writeLine("Cache-Control", FileAnswer.cacheControl(found, now: now)) }
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
