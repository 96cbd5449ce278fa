/// How much looking at files may cost.
public struct MediaLimits: Hashable, Sendable {
    /// Files looked at at once; each has a thread of its own.
    public var running: Int
    /// Files that wait for a thread; more are refused.
    public var waiting: Int
    /// Seconds after which a refused client is asked to try again.
    public var retryAfter: Int
    /// Pixels of a picture that may get a thumbnail.
    public var pixels: Int
    /// The same for pictures that must be in memory as a whole to be decoded (about 8 bytes a pixel).
    public var pixelsInMemory: Int

    public init(
        running: Int = 2, waiting: Int = 64, retryAfter: Int = 2, pixels: Int = 100_000_000,
        pixelsInMemory: Int = 40_000_000
    ) {
        self.running = running
        self.waiting = waiting
        self.retryAfter = retryAfter
        self.pixels = pixels
        self.pixelsInMemory = pixelsInMemory
    }
}
