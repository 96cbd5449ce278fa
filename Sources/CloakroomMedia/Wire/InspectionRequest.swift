internal import CloakroomCore
internal import NIOCore

/// Asks a helper to look at the open file that comes with it.
struct InspectionRequest: WireMessage, Hashable {
    /// Bytes.
    var size: Int64
    /// Of processor time.
    var seconds: UInt32
    var claim: MediaClaim

    init(size: Int64, seconds: UInt32, claim: MediaClaim) {
        self.size = size
        self.seconds = seconds
        self.claim = claim
    }

    init(from buffer: inout ByteBuffer) throws(ChannelFailure) {
        size = try buffer.readNumber(Int64.self)
        seconds = try buffer.readNumber(UInt32.self)
        let fileExtension = try buffer.readText()
        let declaredType = try buffer.readFlag() ? try buffer.readText() : nil
        claim = MediaClaim(
            fileExtension: fileExtension, declaredType: declaredType, wantsThumbnail: try buffer.readFlag())
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(size)
        buffer.writeInteger(seconds)
        buffer.writeText(claim.fileExtension)
        buffer.writeFlag(claim.declaredType != nil)
        if let type = claim.declaredType { buffer.writeText(type) }
        buffer.writeFlag(claim.wantsThumbnail)
    }
}
