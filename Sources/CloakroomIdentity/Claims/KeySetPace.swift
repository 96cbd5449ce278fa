/// When a fetched key set is fetched anew.
public struct KeySetPace: Sendable {
    /// How old the keys become before they are fetched anew, beside the requests that go on with the old ones.
    public var fresh = Duration.seconds(300)
    /// How old they may become while they cannot be fetched; then nobody gets in.
    public var stale = Duration.seconds(3600)
    /// Between two fetches that tokens with an unknown key brought about.
    public var unknown = Duration.seconds(30)
    /// After a failure, before the next try.
    public var failed = Duration.seconds(5)

    public init() {}
}
