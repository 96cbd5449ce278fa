internal import CloakroomCore

extension Inspection {
    /// Whether an inspector that is itself can say this of a file that came as `claim`.
    ///
    /// A decoder that a file has taken over must not be able to have a picture served as a page.
    func isHonest(about claim: MediaClaim) -> Bool {
        guard isPlainText else { return false }
        guard let kind = FileKind.of(claim.fileExtension) else { return thumbnail == nil }
        switch kind.proof {
        case .picture(let format):
            guard let thumbnail else { return contentType == format.type }
            return claim.wantsThumbnail && [contentType, thumbnail.contentType] == [format.type, format.type]
        case .text: return thumbnail == nil && (contentType == kind.type || isType(kind.type))
        case .bytes, .audio, .video: return thumbnail == nil && (try? kind.served(contentType)) == contentType
        }
    }

    private func isType(_ type: String) -> Bool { contentType.hasPrefix(type + "; charset=") }

    /// Fit for a header field.
    private var isPlainText: Bool {
        contentType.utf8.count < 256 && contentType.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
