internal import AsyncHTTPClient
internal import CloakroomCore
internal import NIOCore
internal import NIOHTTP1

/// Sends signed requests to one bucket, and sends again what failed in passing.
struct S3Client: Sendable {
    /// Bytes of an answer that is read whole: a page of a listing has up to 1000 keys of 1024 bytes.
    private static let largestAnswer = 16 << 20
    private static let largestError = 64 << 10

    let location: S3Location
    let credentials: CredentialKeeper
    let connections: S3Connections
    let clock: WallClock
    /// Before the first repetition of a call.
    let pause: Duration

    /// Sends a request until it has an answer that is not passing trouble, and reads that whole.
    /// - Throws: ``S3Failure`` for an answer that is no success, `.unavailable` when there is none in time.
    func send(_ request: S3Request, _ pace: S3Pace) async throws -> S3Answer {
        try await repeating(request, pace) { deadline in
            try await Self.within(deadline) {
                var (answer, body) = try await attempt(request, deadline)
                answer.body = try await body.collect(upTo: Self.largestAnswer)
                // Some calls tell late that they failed: the status was sent before.
                let isLateFailure = request.method == .POST && answer.document?.name == "Error"
                guard answer.isSuccess, !isLateFailure else { throw S3Failure(request, answer, at: clock.now()) }
                return answer
            }
        }
    }

    /// The same for an answer whose body is streamed.
    func open(
        _ request: S3Request, _ pace: S3Pace
    ) async throws -> (answer: S3Answer, body: HTTPClientResponse.Body) {
        try await repeating(request, pace) { deadline in
            var (answer, body) = try await attempt(request, deadline)
            guard !answer.isSuccess else { return (answer, body) }
            answer.body = try await Self.within(deadline) { [body] in try await body.collect(upTo: Self.largestError) }
            throw S3Failure(request, answer, at: clock.now())
        }
    }

    /// Sends a request once.
    private func attempt(
        _ request: S3Request, _ deadline: ContinuousClock.Instant
    ) async throws -> (S3Answer, HTTPClientResponse.Body) {
        let signed = sign(request, try await credentials.current())
        let time = TimeAmount(deadline - .now)
        let response = try await connections.http(for: request).execute(signed, timeout: time)
        return (S3Answer(status: Int(response.status.code), headers: response.headers), response.body)
    }

    // MARK: Signing

    private func sign(_ request: S3Request, _ credentials: S3Credentials) -> HTTPClientRequest {
        let time = SigningTime(clock.now())
        var headers = [("Host", location.host), ("x-amz-date", time.stamp)] + request.headers
        headers.append(("x-amz-content-sha256", request.body.hash))
        if let token = credentials.sessionToken { headers.append(("x-amz-security-token", token)) }
        let canonical = CanonicalRequest(
            method: request.method.rawValue, path: location.path(of: request.object), query: request.query,
            headers: headers, payloadHash: request.body.hash)
        let signer = RequestSigner(credentials: credentials, region: location.region)
        headers.append(("Authorization", signer.authorization(for: canonical, at: time)))
        let query = canonical.query.isEmpty ? "" : "?\(canonical.query)"
        var signed = HTTPClientRequest(
            url: "\(location.endpoint.scheme.rawValue)://\(location.host)\(canonical.path)\(query)")
        signed.method = request.method
        signed.headers = HTTPHeaders(headers)
        signed.headers.add(name: "User-Agent", value: "cloakroom")
        signed.body = request.body.content
        return signed
    }
}

extension S3Request.Body {
    /// Always of a known length: what is sent in chunks some servers refuse.
    fileprivate var content: HTTPClientRequest.Body? {
        switch self {
        case .none: nil
        case .text(let text): .bytes(ByteBuffer(string: text))
        case .spooled(let span) where span.span.count == 0: .bytes(ByteBuffer())
        case .spooled(let span): .stream(span, length: .known(span.span.count))
        }
    }
}
