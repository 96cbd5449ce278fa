internal import NIOCore

/// What an upload has sent and nobody has written yet, as it came in, in order.
struct Batch: Sendable {
    static let limit = 512 << 10

    private(set) var pieces: [ByteBuffer] = []
    private(set) var size = 0

    /// Bytes that still fit.
    var room: Int { Self.limit - size }

    /// Takes `piece` as it is when it fills its memory for the most part, else copies it: a client that sends byte by
    /// byte must not hold a buffer for each.
    mutating func append(_ piece: ByteBuffer) {
        size += piece.readableBytes
        if let last = pieces.indices.last, Self.isWasteful(piece) {
            pieces[last].writeImmutableBuffer(piece)
        } else {
            pieces.append(Self.isWasteful(piece) ? ByteBuffer(bytes: piece.readableBytesView) : piece)
        }
    }

    private static func isWasteful(_ piece: ByteBuffer) -> Bool { piece.readableBytes < piece.storageCapacity / 2 }
}
