/// What the server grants its clients before it turns them away or cuts them off.
public struct HTTPLimits: Sendable {
    /// Connections that are served at once; more wait in the kernel's queue.
    public var connections = 10_000
    /// Requests that one HTTP/2 connection may have under way at once.
    public var streams = 100
    /// Seconds for which a connection may say nothing between requests.
    public var idleSeconds: Int64 = 60
    /// Seconds from the first byte of a request to the end of its header.
    public var headerSeconds: Int64 = 10
    /// The pace that a body must keep, in every ``bodyWindowSeconds`` that the service waits for it.
    public var bodyBytesPerSecond: Int64 = 1024
    public var bodyWindowSeconds: Int64 = 30
    /// Seconds after which a client is cut off that takes nothing more of its answer.
    public var answerSeconds: Int64 = 60
    /// Uploads under way at once, of one principal and of all.
    public var uploadsPerPrincipal = 64
    public var uploads = 1000
    /// Requests a minute of one principal, or of one address where nobody is known.
    public var writesPerMinute = 600
    public var readsPerMinute = 6000
    /// Proxies whose `X-Forwarded-…` headers are believed.
    public var trustedProxies: [IPNetwork] = []
    /// Lets those proxies send files themselves; nil: we do.
    public var accelRedirect: AccelRedirect?
    public var interim = InterimAnswers.auto

    public init() {}
}
