package import CloakroomCore

/// Looks at one file and says what it is, and makes its thumbnail. Blocks its thread; any number may look at once.
///
/// It knows nothing of tasks and processes; in the service it works in a helper (``InspectorHelper``).
package struct Examiner: Sendable {
    let detector: Detector
    private let thumbnailer: Thumbnailer

    /// Loads libmagic's database and libvips, and starts no thread yet.
    /// - Throws: ``MediaFailure`` when one of them is not as it must be.
    package init(limits: MediaLimits) throws {
        try VipsLibrary.load()
        detector = Detector(magic: try MagicPool())
        thumbnailer = Thumbnailer(limits: limits)
    }

    /// Tries out every loader and saver that is wanted.
    /// - Throws: ``MediaFailure`` when one does not work here.
    package func check() throws {
        for format in PictureFormat.allCases { try VipsLibrary.check(format) }
    }

    /// - Parameter verified: called with the type to serve before the pixels of a picture are decoded.
    /// - Throws: `.contentMismatch` or `.contentUnverifiable`, or a system's error when the file cannot be read.
    package func inspect(
        _ file: borrowing FileBytes, as claim: MediaClaim, verified: (String) throws -> Void = { _ in }
    ) throws -> Inspection {
        guard let kind = FileKind.of(claim.fileExtension) else { return try inspectUnlisted(file, as: claim) }
        guard kind.agrees(with: claim.declaredType) else {
            throw CloakroomError(.contentMismatch(detected: claim.declaredType ?? "unknown", expected: kind.type))
        }
        do {
            return try inspect(file, as: kind, wantsThumbnail: claim.wantsThumbnail, verified)
        } catch let refusal as Refusal {
            let detected = refusal.detected ?? "unknown"
            throw CloakroomError(.contentMismatch(detected: detected, expected: kind.type), refusal.reason)
        }
    }

    private func inspect(
        _ file: borrowing FileBytes, as kind: FileKind, wantsThumbnail: Bool, _ verified: (String) throws -> Void
    ) throws -> Inspection {
        let finding = try detector.look(at: file, window: kind.window)
        switch kind.proof {
        case .text(let rule):
            let charset = try TextVerifier(finding: finding).charset(of: file, allowing: rule)
            return Inspection(contentType: Self.served(kind.type, charset: charset))
        case .picture(let format):
            guard finding.type == kind.type else { throw Refusal(detected: finding.type) }
            return try inspectPicture(file, as: format, wantsThumbnail: wantsThumbnail, verified)
        case .bytes, .audio, .video:
            return Inspection(contentType: try kind.served(finding.type))
        }
    }

    private func inspectPicture(
        _ file: borrowing FileBytes, as format: PictureFormat, wantsThumbnail: Bool,
        _ verified: (String) throws -> Void
    ) throws -> Inspection {
        let picture = try VipsFile(descriptor: file.number)
        let header = try Self.header(of: picture, as: format)
        guard wantsThumbnail else { return Inspection(contentType: format.type) }
        try verified(format.type)
        return Inspection(
            contentType: format.type, thumbnail: thumbnailer.thumbnail(of: picture, header, as: format))
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

extension FileKind {
    /// How much of a file tells whether it is of this kind, in bytes.
    fileprivate var window: Int {
        if case .picture = proof { Detector.pictureWindow } else { Detector.window }
    }
}
