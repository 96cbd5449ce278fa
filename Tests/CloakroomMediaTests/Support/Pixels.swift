import CVips
import CloakroomCore
import Testing

/// A decoded picture, to look at what a viewer would see.
struct Pixels {
    let width: Int
    let height: Int
    let bands: Int
    /// Names of the metadata fields.
    let fields: [String]
    let isSRGB: Bool
    let frames: Int
    private let bytes: [UInt8]

    init(_ file: [UInt8]) throws {
        let opened = file.withUnsafeBytes { cloakroom_vips_open_buffer($0.baseAddress, $0.count) }
        let image = try #require(opened)
        defer { g_object_unref(image) }
        width = Int(vips_image_get_width(image))
        height = Int(vips_image_get_height(image))
        bands = Int(vips_image_get_bands(image))
        isSRGB = vips_image_get_interpretation(image) == VIPS_INTERPRETATION_sRGB
        frames = Int(vips_image_get_n_pages(image))
        fields = Self.fieldNames(of: image)
        bytes = try file.withUnsafeBytes { _ in
            var count = 0
            let memory = try #require(vips_image_write_to_memory(image, &count))
            defer { g_free(memory) }
            return [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
        }
    }

    func at(_ column: Int, _ row: Int) -> [Int] {
        let start = (row * width + column) * bands
        return bytes[start..<start + bands].map { Int($0) }
    }

    /// Whether the pixel is about as red, green and blue as `colour`.
    func isNear(_ colour: [Int], at column: Int, _ row: Int, within distance: Int = 12) -> Bool {
        zip(at(column, row), colour).allSatisfy { abs($0 - $1) <= distance }
    }

    private static func fieldNames(of image: UnsafeMutablePointer<VipsImage>) -> [String] {
        guard let names = vips_image_get_fields(image) else { return [] }
        defer { g_strfreev(names) }
        return (0...).lazy.map { names[$0] }.prefix { $0 != nil }.compactMap { $0.map { String(cString: $0) } }
    }
}
