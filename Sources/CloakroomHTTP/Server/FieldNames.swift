import HTTPTypes

extension HTTPField.Name {
    static let host = parsed("Host")
    static let xRequestID = parsed("X-Request-Id")
    static let xForwardedFor = parsed("X-Forwarded-For")
    static let xForwardedProto = parsed("X-Forwarded-Proto")
    static let xForwardedHost = parsed("X-Forwarded-Host")
    static let forwarded = parsed("Forwarded")
    static let via = parsed("Via")
    static let referrerPolicy = parsed("Referrer-Policy")
    static let rateLimitLimit = parsed("RateLimit-Limit")
    static let rateLimitRemaining = parsed("RateLimit-Remaining")
    static let rateLimitReset = parsed("RateLimit-Reset")
    static let olderRateLimit = parsed("X-Rate-Limit")
    static let olderRateLimitRemaining = parsed("X-Rate-Limit-Remaining")
    static let contentSecurityPolicy = parsed("Content-Security-Policy")
    static let crossOriginResourcePolicy = parsed("Cross-Origin-Resource-Policy")

    /// A name that is written in the source.
    static func parsed(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a header name: \(name)") }
        return name
    }
}
