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
    private let address: PublicAddress

    init(_ limits: HTTPLimits, _ address: PublicAddress) {
        writes = RateLimiter(perMinute: limits.writesPerMinute)
        reads = RateLimiter(perMinute: limits.readsPerMinute)
        let (open, overflow) = limits.readsPerMinute.multipliedReportingOverflow(by: Self.openFactor)
        openReads = RateLimiter(perMinute: overflow ? .max : open)
        self.address = address
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
        try check(isRead ? reads : writes, address.client(of: request, context), isRead ? "reads" : "writes", context)
    }

    /// Counts a read that needs no credential, by its address.
    func countOpenRead(_ request: Request, _ context: ConnectionContext) throws {
        try check(openReads, address.client(of: request, context), "open reads", context)
    }

    /// Counts a read that would be answered at once, unless it is one too many.
    /// - Parameter reader: the tag of who reads; nil for a read that needs no credential.
    func takesRead(by reader: String?, from client: ClientAddress) -> Bool {
        (reader.map(reads.take) ?? openReads.take(client.name)).isAllowed
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
}

extension RateLimiter.Verdict {
    /// - Source: draft-ietf-httpapi-ratelimit-headers-06.
    func write(to headers: inout HTTPFields) {
        headers[.rateLimitLimit] = String(limit)
        headers[.rateLimitRemaining] = String(remaining)
        headers[.rateLimitReset] = String(reset)
    }

    /// Under the names that Zendesk's clients look for.
    func writeOlderNames(to headers: inout HTTPFields) {
        headers[.olderRateLimit] = String(limit)
        headers[.olderRateLimitRemaining] = String(remaining)
    }
}
