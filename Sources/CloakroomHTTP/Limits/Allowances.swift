import CloakroomCore
import HTTPTypes
import Hummingbird
import Metrics

/// How many requests a minute whom.
struct Allowances: Sendable {
    /// Whole offices stand behind one address: what needs no credential has this many times the allowance of a principal.
    private static let openFactor = 10

    private let writes: RateLimiter
    private let reads: RateLimiter
    private let openReads: RateLimiter
    private let proxies: [IPNetwork]

    init(_ limits: HTTPLimits) {
        writes = RateLimiter(perMinute: limits.writesPerMinute)
        reads = RateLimiter(perMinute: limits.readsPerMinute)
        let (open, overflow) = limits.readsPerMinute.multipliedReportingOverflow(by: Self.openFactor)
        openReads = RateLimiter(perMinute: overflow ? .max : open)
        proxies = limits.trustedProxies
    }

    /// Counts a request of somebody who is known.
    /// - Throws: `.tooFast`.
    func count(_ request: Request, by principal: Principal, _ context: ConnectionContext) throws {
        let isRead = request.method == .get || request.method == .head
        try check(isRead ? reads : writes, principal.ownerTag, isRead ? "reads" : "writes", context)
    }

    /// Counts a request that proved nothing, by its address.
    func countStranger(_ request: Request, _ context: ConnectionContext) throws {
        let isRead = request.method == .get || request.method == .head
        try check(isRead ? reads : writes, address(request, context), isRead ? "reads" : "writes", context)
    }

    /// Counts a read that needs no credential, by its address.
    func countOpenRead(_ request: Request, _ context: ConnectionContext) throws {
        try check(openReads, address(request, context), "open reads", context)
    }

    private func check(
        _ limiter: RateLimiter, _ client: String, _ what: String, _ context: ConnectionContext
    ) throws {
        let verdict = limiter.take(client)
        context.note(verdict)
        guard !verdict.isAllowed else { return }
        Counter(label: "cloakroom_rate_limited_total", dimensions: [("allowance", what)]).increment()
        throw CloakroomError(.tooFast(limit: verdict.limit, of: what, retryAfter: verdict.retryAfter), client)
    }

    private func address(_ request: Request, _ context: ConnectionContext) -> String {
        let peer = context.channel.remoteAddress.flatMap(IPAddress.init)
        return ClientAddress.of(peer, forwardedFor: request.headers[values: .xForwardedFor], trusting: proxies)
    }
}

extension RateLimiter.Verdict {
    /// - Source: draft-ietf-httpapi-ratelimit-headers-06.
    func write(to headers: inout HTTPFields) {
        headers[.rateLimitLimit] = String(limit)
        headers[.rateLimitRemaining] = String(remaining)
        headers[.rateLimitReset] = String(reset)
    }
}
