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
        let loader = vips_foreign_find_load_source(source).map { String(cString: $0) }
        guard let loader, loader.hasPrefix(format.loaderClass) else {
            throw MediaFailure("\(loader ?? "no loader") takes it: \(VipsLibrary.takeReason())")
        }
        guard let image = cloakroom_vips_open(source) else { throw MediaFailure(VipsLibrary.takeReason()) }
        defer { g_object_unref(image) }
        let marks = ["interlaced", "jpeg-multiscan", "png-interlaced"]
        return PictureHeader(
            width: Int(vips_image_get_width(image)), height: Int(vips_image_get_height(image)),
            isDecodedWhole: format.isDecodedWhole || marks.contains { vips_image_get_typeof(image, $0) != 0 },
            hasProfile: vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0)
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
