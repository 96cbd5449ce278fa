internal import CloakroomCore

/// Looks at one file and says what it is, and makes its thumbnail. Blocks its thread; any number may look at once.
///
/// It knows nothing of tasks and pools, so it can do its work in a process of its own as well.
struct Examiner: Sendable {
    let detector: Detector
    private let thumbnailer: Thumbnailer

    /// - Throws: ``MediaFailure`` when libmagic or libvips is not as it must be.
    init(limits: MediaLimits) throws {
        try VipsLibrary.start()
        detector = Detector(magic: try MagicPool())
        thumbnailer = Thumbnailer(limits: limits)
    }

    /// - Throws: `.contentMismatch` or `.contentUnverifiable`, or a system's error when the file cannot be read.
    func inspect(path: String, size: Int64, as claim: MediaClaim) throws -> Inspection {
        guard let kind = FileKind.of(claim.fileExtension) else {
            return try inspectUnlisted(FileBytes(path: path, size: size), as: claim)
        }
        guard kind.agrees(with: claim.declaredType) else {
            throw CloakroomError(.contentMismatch(detected: claim.declaredType ?? "unknown", expected: kind.type))
        }
        do {
            return try inspect(FileBytes(path: path, size: size), as: kind, wantsThumbnail: claim.wantsThumbnail)
        } catch let refusal as Refusal {
            let detected = refusal.detected ?? "unknown"
            throw CloakroomError(.contentMismatch(detected: detected, expected: kind.type), refusal.reason)
        }
    }

    private func inspect(
        _ file: borrowing FileBytes, as kind: FileKind, wantsThumbnail: Bool
    ) throws -> Inspection {
        let finding = try detector.look(at: file)
        switch kind.proof {
        case .text(let rule):
            let charset = try TextVerifier(finding: finding).charset(of: file, allowing: rule)
            return Inspection(contentType: Self.served(kind.type, charset: charset))
        case .picture(let format):
            guard finding.type == kind.type else { throw Refusal(detected: finding.type) }
            return try inspectPicture(file, as: format, wantsThumbnail: wantsThumbnail)
        case .bytes, .audio, .video:
            return Inspection(contentType: try kind.served(finding.type))
        }
    }

    private func inspectPicture(
        _ file: borrowing FileBytes, as format: PictureFormat, wantsThumbnail: Bool
    ) throws -> Inspection {
        let picture = try VipsFile(descriptor: file.number)
        let header = try Self.header(of: picture, as: format)
        let thumbnail = wantsThumbnail ? thumbnailer.thumbnail(of: picture, header, as: format) : nil
        return Inspection(contentType: format.type, thumbnail: thumbnail)
    }

    private static func header(of picture: borrowing VipsFile, as format: PictureFormat) throws(Refusal)
        -> PictureHeader
    {
        do {
            let header = try picture.header(as: format)
            guard header.isSane else { throw MediaFailure("\(header.width)x\(header.height) pixels") }
            return header
        } catch {
            throw Refusal(detected: nil, reason: "\(error)")
        }
    }

    /// Only `text/` types carry a charset: the others say it themselves, or have none.
    static func served(_ type: String, charset: String?) -> String {
        guard MIMEType.isText(type), let charset else { return type }
        return "\(type); charset=\(charset)"
    }
}
