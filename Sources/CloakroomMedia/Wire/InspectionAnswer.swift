internal import CloakroomCore
internal import NIOCore

/// What a helper says of a file: at most one `verified`, then one of the others.
enum InspectionAnswer: WireMessage, Hashable {
    /// The file is what it claims to be and will be served as this type; its thumbnail is being made.
    case verified(contentType: String)
    case done(Inspection)
    case refused(Refused)

    /// Why a file is not accepted.
    enum Refused: Hashable {
        case mismatch(detected: String, expected: String, detail: String)
        case unverifiable(declared: String, detail: String)
        /// The file could not be looked at, through no fault of its own.
        case failure(String)
    }

    init(from buffer: inout ByteBuffer) throws(ChannelFailure) {
        switch try buffer.readNumber(UInt8.self) {
        case 0: self = .verified(contentType: try buffer.readText())
        case 1: self = .done(try Inspection(from: &buffer))
        case 2:
            self = .refused(
                .mismatch(
                    detected: try buffer.readText(), expected: try buffer.readText(), detail: try buffer.readText()))
        case 3: self = .refused(.unverifiable(declared: try buffer.readText(), detail: try buffer.readText()))
        case 4: self = .refused(.failure(try buffer.readText()))
        default: throw .malformed
        }
    }

    func write(to buffer: inout ByteBuffer) {
        switch self {
        case .verified(let type): buffer.write(0, [type])
        case .done(let inspection):
            buffer.write(1, [])
            inspection.write(to: &buffer)
        case .refused(.mismatch(let detected, let expected, let detail)): buffer.write(2, [detected, expected, detail])
        case .refused(.unverifiable(let declared, let detail)): buffer.write(3, [declared, detail])
        case .refused(.failure(let reason)): buffer.write(4, [reason])
        }
    }
}

extension InspectionAnswer.Refused {
    /// What the examiner threw, for the other side.
    init(_ error: any Error) {
        guard let error = error as? CloakroomError else {
            self = .failure("\(error)")
            return
        }
        switch error.kind {
        case .contentMismatch(let detected, let expected):
            self = .mismatch(detected: detected, expected: expected, detail: error.detail)
        case .contentUnverifiable(let declared): self = .unverifiable(declared: declared, detail: error.detail)
        default: self = .failure(error.description)
        }
    }

    var error: CloakroomError {
        switch self {
        case .mismatch(let detected, let expected, let detail):
            CloakroomError(.contentMismatch(detected: detected, expected: expected), detail)
        case .unverifiable(let declared, let detail): CloakroomError(.contentUnverifiable(declared: declared), detail)
        case .failure(let reason): CloakroomError(.internalFailure, reason)
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func write(_ tag: UInt8, _ texts: [String]) {
        writeInteger(tag)
        for text in texts { writeText(text) }
    }
}

extension Inspection {
    fileprivate init(from buffer: inout ByteBuffer) throws(ChannelFailure) {
        self.init(contentType: try buffer.readText())
        guard try buffer.readFlag() else { return }
        let type = try buffer.readText()
        thumbnail = Picture(bytes: try buffer.readCountedBytes(), contentType: type)
    }

    fileprivate func write(to buffer: inout ByteBuffer) {
        buffer.writeText(contentType)
        buffer.writeFlag(thumbnail != nil)
        guard let thumbnail else { return }
        buffer.writeText(thumbnail.contentType)
        buffer.writeCountedBytes(thumbnail.bytes)
    }
}
