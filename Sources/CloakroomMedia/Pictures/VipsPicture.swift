internal import CVips

/// A picture of libvips, to be encoded. It owns its pixels.
struct VipsPicture: ~Copyable {
    private let image: UnsafeMutablePointer<VipsImage>

    init(owning image: UnsafeMutablePointer<VipsImage>) { self.image = image }

    init(blackSquareOf side: Int32) throws(MediaFailure) {
        var made: UnsafeMutablePointer<VipsImage>?
        guard cloakroom_vips_black(&made, side) == 0, let made else { throw MediaFailure(VipsLibrary.takeReason()) }
        image = made
    }

    deinit { g_object_unref(image) }

    var width: Int { Int(vips_image_get_width(image)) }
    var height: Int { Int(vips_image_get_height(image)) }

    /// Eight bits a channel in sRGB or plain grey, which every browser shows alike.
    private var isPlain: Bool {
        let meaning = vips_image_get_interpretation(image)
        return vips_image_get_format(image) == VIPS_FORMAT_UCHAR
            && (meaning == VIPS_INTERPRETATION_sRGB || meaning == VIPS_INTERPRETATION_B_W)
    }

    /// The file of this picture, without any metadata. Decoding happens here.
    func encoded(as format: PictureFormat) throws(MediaFailure) -> [UInt8] {
        guard !isPlain else { return try save(image, as: format) }
        var plain: UnsafeMutablePointer<VipsImage>?
        guard cloakroom_vips_to_srgb(image, &plain) == 0, let plain else {
            throw MediaFailure(VipsLibrary.takeReason())
        }
        return try VipsPicture(owning: plain).saved(as: format)
    }

    private func saved(as format: PictureFormat) throws(MediaFailure) -> [UInt8] { try save(image, as: format) }

    private func save(
        _ image: UnsafeMutablePointer<VipsImage>, as format: PictureFormat
    ) throws(MediaFailure) -> [UInt8] {
        var bytes: UnsafeMutableRawPointer?
        var count = 0
        let status =
            switch format {
            case .png: cloakroom_vips_png(image, &bytes, &count)
            case .jpeg: cloakroom_vips_jpeg(image, &bytes, &count)
            case .gif: cloakroom_vips_gif(image, &bytes, &count)
            case .webp: cloakroom_vips_webp(image, &bytes, &count)
            }
        guard status == 0, let bytes else { throw MediaFailure(VipsLibrary.takeReason()) }
        defer { g_free(bytes) }
        let file = [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
        return format == .webp ? WebPMetadata.removed(from: file) : file
    }

    /// The side of a square picture, decoded from its header; nil when it does not open or is no square.
    static func side(ofSquare bytes: [UInt8]) throws(MediaFailure) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let image = cloakroom_vips_open_buffer(buffer.baseAddress, buffer.count) else { return nil }
            let picture = VipsPicture(owning: image)
            return picture.width == picture.height ? picture.width : nil
        }
    }
}
