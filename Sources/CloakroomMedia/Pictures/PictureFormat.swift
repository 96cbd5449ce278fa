/// The formats that libvips may decode here.
enum PictureFormat: String, CaseIterable, Sendable {
    case png, jpeg, gif, webp

    var type: String { "image/\(rawValue)" }

    /// The family of libvips' loaders for this format: each has kinds for files, buffers and sources.
    var loaderClass: String {
        switch self {
        case .png: "VipsForeignLoadPng"
        case .jpeg: "VipsForeignLoadJpeg"
        case .gif: "VipsForeignLoadNsgif"
        case .webp: "VipsForeignLoadWebp"
        }
    }

    /// Whether every picture of the format is in memory as a whole before a pixel comes out.
    var isDecodedWhole: Bool { self == .gif || self == .webp }
}
