internal import NIOCore

@testable import CloakroomCore
@testable import CloakroomMedia

/// What a helper that a file has taken over could say: every message is read or refused, and none gets a type into an
/// answer that is not fit for a header field.
enum WireTarget {
    @Sendable static func run(_ input: [UInt8]) {
        let bytes = ByteBuffer(bytes: input)
        check(InspectionRequest.self, bytes)
        check(HelperGreeting.self, bytes)
        _ = check(HelperSetup.self, bytes)?.limits
        switch check(InspectionAnswer.self, bytes) {
        case .done(let inspection): checkHonesty(inspection)
        case .verified(let type): checkHonesty(Inspection(contentType: type))
        case .refused(let refusal): _ = refusal.error.description
        case nil: break
        }
    }

    @discardableResult
    private static func check<Message: WireMessage & Equatable>(_ type: Message.Type, _ bytes: ByteBuffer) -> Message? {
        var bytes = bytes
        guard let message = try? Message(from: &bytes) else { return nil }
        var written = ByteBuffer()
        message.write(to: &written)
        promise((try? Message(from: &written)) == message && written.readableBytes == 0, "another message read back")
        return message
    }

    private static func checkHonesty(_ inspection: Inspection) {
        for fileExtension in [".png", ".webp", ".txt", ".svg", ".pdf", ".doc", ".zip", ".mp3", ".mp4", ".ogv", ".xyz"] {
            let claim = MediaClaim(fileExtension: fileExtension, wantsThumbnail: true)
            guard inspection.isHonest(about: claim) else { continue }
            let types = [inspection.contentType] + (inspection.thumbnail.map { [$0.contentType] } ?? [])
            let isFit = types.allSatisfy { $0.utf8.count < 256 && $0.utf8.allSatisfy { 0x20..<0x7F ~= $0 } }
            promise(isFit, "a type that breaks a header field, as \(fileExtension)")
        }
    }
}
