internal import CloakroomCore
internal import NIOCore
internal import NIOHTTP1

/// How far the reading of an object has come, over however many connections.
struct ObjectReading {
    let object: String
    private(set) var rest: ByteSpan
    /// The time that the server, and not the reader, took.
    var waited = Duration.zero
    private let longestWait: Duration
    private var tag: String?
    private var backoff: Backoff?
    private var hasMoved = false

    init(object: String, rest: ByteSpan, patience: Duration) {
        self.object = object
        self.rest = rest
        // Once it may seem to hang, and go on with another connection.
        longestWait = S3Pace.moving(rest.count, patience).total + patience
    }

    /// Asks for what is left, of the same object as before.
    var request: S3Request {
        let range = ("Range", "bytes=\(rest.start)-\(rest.end - 1)")
        return S3Request(method: .GET, object: object, headers: [range] + (tag.map { [("If-Match", $0)] } ?? []))
    }

    /// Takes note of an answer's head.
    /// - Throws: `.blobUnreadable` when the object is too short or no longer the same, `.unavailable` for another part than
    ///   was asked for.
    mutating func begin(_ answer: S3Answer) throws(CloakroomError) -> Lead {
        if let tag, tag != answer.tag { throw CloakroomError(.blobUnreadable, "\(object) has changed meanwhile") }
        tag = answer.tag
        if answer.status == 206 {
            guard let part = answer.part, part.lowerBound == rest.start else {
                throw CloakroomError(.unavailable, "\(object): another part than was asked for")
            }
            try check(end: part.upperBound)
            return Lead(bytes: 0)
        }
        // Some proxies drop the range and send all of it.
        if let length = answer.length { try check(end: length) }
        return Lead(bytes: rest.start)
    }

    private func check(end: Int64) throws(CloakroomError) {
        guard end >= rest.end else {
            throw CloakroomError(.blobUnreadable, "\(object) ends at byte \(end), wanted up to \(rest.end)")
        }
    }

    mutating func took(_ count: Int) {
        rest = rest.dropping(Int64(count))
        hasMoved = true
    }

    func checkPatience() throws(CloakroomError) {
        guard waited < longestWait else { throw CloakroomError(.unavailable, "\(object) comes too slowly") }
    }

    /// The time to wait before another connection is tried; nil when that makes no sense. Without a tag nobody could tell
    /// that the object is still the same.
    mutating func pause(after error: any Error, first: Duration) -> Duration? {
        guard S3Client.isPassing(error), tag != nil, waited < longestWait else { return nil }
        if hasMoved || backoff == nil { backoff = Backoff(first: first) }
        hasMoved = false
        return backoff?.pause(afterTimeout: false)
    }

    /// Bytes at the beginning of a body that nobody asked for.
    struct Lead {
        fileprivate var bytes: Int64

        mutating func trim(_ piece: inout ByteBuffer) {
            let skipped = Int(min(bytes, Int64(piece.readableBytes)))
            piece.moveReaderIndex(forwardBy: skipped)
            bytes -= Int64(skipped)
        }
    }
}
