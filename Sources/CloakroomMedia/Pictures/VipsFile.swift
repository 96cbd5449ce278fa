internal import CVips

/// A picture file as libvips reads it: through a descriptor that is open already, so every look sees the same bytes.
struct VipsFile: ~Copyable {
    private let source: UnsafeMutablePointer<VipsSource>

    init(descriptor: Int32) throws(MediaFailure) {
        guard let made = vips_source_new_from_descriptor(descriptor) else {
            throw MediaFailure(VipsLibrary.takeReason())
        }
        source = made
    }

    deinit { g_object_unref(source) }

    /// Opens the header with the loader of `format`, and no other.
    func header(as format: PictureFormat) throws(MediaFailure) -> PictureHeader {
        let image = try open(as: format)
        defer { g_object_unref(image) }
        let marks = ["interlaced", "jpeg-multiscan", "png-interlaced"]
        return PictureHeader(
            width: Int(vips_image_get_width(image)), height: Int(vips_image_get_height(image)),
            isDecodedWhole: format.isDecodedWhole || marks.contains { vips_image_get_typeof(image, $0) != 0 },
            hasProfile: vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0)
    }

    /// By its name, for libvips would ask all its loaders which of them takes the file.
    private func open(as format: PictureFormat) throws(MediaFailure) -> UnsafeMutablePointer<VipsImage> {
        var image: UnsafeMutablePointer<VipsImage>?
        let status =
            switch format {
            case .png: cloakroom_vips_open_png(source, &image)
            case .jpeg: cloakroom_vips_open_jpeg(source, &image)
            case .gif: cloakroom_vips_open_gif(source, &image)
            case .webp: cloakroom_vips_open_webp(source, &image)
            }
        guard status == 0, let image else { throw MediaFailure(VipsLibrary.takeReason()) }
        return image
    }

    /// The first frame, upright, cut to a square of `side` pixels, in sRGB.
    func thumbnail(side: Int32, _ header: PictureHeader) throws(MediaFailure) -> VipsPicture {
        var image: UnsafeMutablePointer<VipsImage>?
        guard cloakroom_vips_thumbnail(source, &image, side, header.hasProfile ? 1 : 0) == 0, let image else {
            throw MediaFailure(VipsLibrary.takeReason())
        }
        return VipsPicture(owning: image)
    }
}
