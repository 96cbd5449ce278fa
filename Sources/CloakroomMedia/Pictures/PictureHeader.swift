/// What a picture's header says.
struct PictureHeader: Hashable, Sendable {
    let width: Int
    let height: Int
    /// Whether decoding needs the whole picture in memory: interlaced and progressive files, GIF, WebP.
    let isDecodedWhole: Bool
    /// Whether the file brings a colour profile of its own.
    var hasProfile = false

    /// No real picture is wider or higher than this.
    static let longestSide = 1_000_000

    var isSane: Bool { 1...Self.longestSide ~= width && 1...Self.longestSide ~= height }

    /// Whether decoding stays within `limits`. Only the first frame is ever decoded, so frames do not count.
    func isWithin(_ limits: MediaLimits) -> Bool {
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        return !overflow && pixels <= (isDecodedWhole ? limits.pixelsInMemory : limits.pixels)
    }
}
