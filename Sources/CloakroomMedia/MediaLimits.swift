public import NIOCore

/// How much looking at files may cost.
public struct MediaLimits: Hashable, Sendable {
    /// Files looked at at once; each has a helper process of its own.
    public var running: Int
    /// Files that wait for a helper; more are refused.
    public var waiting: Int
    /// Seconds after which a refused client is asked to try again.
    public var retryAfter: Int
    /// Pixels of a picture that may get a thumbnail.
    public var pixels: Int
    /// The same for pictures that must be in memory as a whole to be decoded (about 8 bytes a pixel).
    public var pixelsInMemory: Int
    /// Bytes that one helper may take beyond what its libraries take.
    public var memory: Int
    /// Seconds of processor time that a file may take to be verified, and again its thumbnail to be made; large files get
    /// more.
    public var seconds: Int
    /// How many times as long that may take by the clock. More than once, so that a file that loops is ended for its
    /// processor time, and only a machine with far too much to do, or a stopped one, makes a helper late.
    public var patience: Int
    /// Files after which a helper is replaced, so that its memory stays flat.
    public var lifetime: Int

    public init(
        running: Int = System.coreCount, waiting: Int = 64, retryAfter: Int = 2, pixels: Int = 100_000_000,
        pixelsInMemory: Int = 40_000_000, memory: Int = 512 << 20, seconds: Int = 20, patience: Int = 3,
        lifetime: Int = 1000
    ) {
        self.running = running
        self.waiting = waiting
        self.retryAfter = retryAfter
        self.pixels = pixels
        self.pixelsInMemory = pixelsInMemory
        self.memory = memory
        self.seconds = seconds
        self.patience = patience
        self.lifetime = lifetime
    }
}
