internal import CloakroomCore

/// Makes the square picture that stands for a larger one.
struct Thumbnailer: Sendable {
    static let side: Int32 = 200
    let limits: MediaLimits

    /// Nil when the pixels are broken or too many: the file is kept without a thumbnail then.
    func thumbnail(
        of file: borrowing VipsFile, _ header: PictureHeader, as format: PictureFormat
    ) -> Inspection.Picture? {
        guard header.isWithin(limits), let bytes = try? encoded(file, header, as: format) else { return nil }
        return Inspection.Picture(bytes: bytes, contentType: format.type)
    }

    private func encoded(
        _ file: borrowing VipsFile, _ header: PictureHeader, as format: PictureFormat
    ) throws(MediaFailure) -> [UInt8] {
        let picture = try file.thumbnail(side: Self.side, header)
        guard picture.width == Int(Self.side), picture.height == Int(Self.side) else {
            throw MediaFailure("the thumbnail is \(picture.width)x\(picture.height)")
        }
        return try picture.encoded(as: format)
    }
}
