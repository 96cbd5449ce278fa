import CloakroomCore
import CloakroomCrypto
import HTTPTypes
import Hummingbird
import NIOCore

/// The answer that carries a file, or says that the client has it already.
struct FileAnswer {
    private let found: Found
    private let headers: HTTPFields
    private let tag: EntityTag

    /// - Parameter linkEnd: when the link ends that opened the file.
    init(_ found: Found, isAttachment: Bool, now: Timestamp, linkEnd: Timestamp? = nil) {
        self.found = found
        tag = Self.tag(found)
        var headers = Self.lastingFields(found, isAttachment: isAttachment)
        headers[.cacheControl] = Self.cacheControl(found, linkEnd: linkEnd, now: now)
        self.headers = headers
    }

    /// - Parameters:
    ///   - redirect: how the peer sends files itself, if it does.
    ///   - loop: the loop of the connection that the answer goes to.
    func response(
        to head: HTTPRequest, from cloakroom: Cloakroom, via redirect: AccelRedirect?, on loop: any EventLoop
    ) async throws -> Response {
        let current = Preconditions.Validators(etag: tag, lastModified: found.modified)
        switch Preconditions(head).evaluate(method: head.method.rawValue, against: current) {
        case .preconditionFailed: return empty(.preconditionFailed)
        case .notModified: return notModified
        case .proceed(let useRange):
            return try await content(head, useRange: useRange, cloakroom, redirect, loop)
        }
    }

    private func content(
        _ head: HTTPRequest, useRange: Bool, _ cloakroom: Cloakroom, _ redirect: AccelRedirect?, _ loop: any EventLoop
    ) async throws -> Response {
        let span: ByteSpan?
        do {
            span = try RangeHeader.span(useRange ? head.headerFields[.range] : nil, size: found.size)
        } catch {
            return unsatisfiable(error)
        }
        if let redirect, AccelRedirect.serves(head, isPart: span != nil),
            let holder = await cloakroom.holder(of: found)
        {
            return redirected(to: redirect.location(of: found.key, in: holder))
        }
        let status: HTTPResponse.Status = span == nil ? .ok : .partialContent
        let part = span ?? .whole(found.size)
        var headers = headers
        headers[.contentLength] = String(part.count)
        if span != nil { headers[.contentRange] = part.contentRange(of: found.size) }
        if head.method == .head { return Response(status: status, headers: headers) }
        let first = try await cloakroom.firstBytes(of: found, part)
        return Response(status: status, headers: headers, body: body(first, part, cloakroom, loop))
    }

    /// A write returns when it was handed to the loop. Whether the client takes it shows when the loop has come to it, so
    /// each is waited for: a busy loop would else be handed whole files, for as many clients as ask.
    private func body(
        _ first: ByteBuffer, _ part: ByteSpan, _ cloakroom: Cloakroom, _ loop: any EventLoop
    ) -> ResponseBody {
        let done = Int64(first.readableBytes)
        guard done < part.count else { return ResponseBody(byteBuffer: first) }
        return ResponseBody(contentLength: Int(part.count)) { [found] writer in
            try await writer.write(first)
            let sink = writer
            try await cloakroom.rest(of: found, part, after: done) { bytes in
                var sink = sink
                try await sink.write(bytes)
                try await loop.submit {}.get()
            }
            try await writer.finish(nil)
        }
    }

    // MARK: Answers without the file

    /// The proxy adds the length, the bytes, and that it serves ranges.
    private func redirected(to location: String) -> Response {
        var headers = headers
        headers[.contentLength] = "0"
        headers[.acceptRanges] = nil
        headers[.xAccelRedirect] = location
        return Response(status: .ok, headers: headers)
    }

    private var notModified: Response {
        var headers = headers
        headers[.contentType] = nil
        headers[.contentDisposition] = nil
        headers[.contentLength] = nil
        var response = Response(status: .notModified, headers: headers)
        response.headers[.contentLength] = nil
        return response
    }

    private func unsatisfiable(_ error: RangeNotSatisfiable) -> Response {
        var response = PublicAnswer(.rangeNotSatisfiable, "Range not satisfiable").response
        response.headers[.contentRange] = error.contentRange
        response.headers[.eTag] = tag.text
        return response
    }

    private func empty(_ status: HTTPResponse.Status) -> Response {
        var response = PublicAnswer(status, "Precondition failed").response
        response.headers[.eTag] = tag.text
        return response
    }
}

// MARK: Headers

extension FileAnswer {
    /// The digest, or for a legacy file whatever tells its versions apart (weak, for nobody hashed it).
    private static func tag(_ found: Found) -> EntityTag {
        if let digest = found.digest { return EntityTag(strong: digest.hex) }
        let state = [found.size, found.modified.milliseconds].map { String($0, radix: 16) }
        return EntityTag(weak: state.joined(separator: "-"))
    }

    /// What is the same as long as the bytes are.
    static func lastingFields(_ found: Found, isAttachment: Bool) -> HTTPFields {
        let type = ServedType(found.contentType)
        let disposition = ContentDisposition(
            kind: isAttachment || !type.isInert ? .attachment : .inline, fileName: found.name)
        var headers: HTTPFields = [
            .contentType: type.text, .contentDisposition: disposition.headerValue, .eTag: tag(found).text,
            .lastModified: HTTPDate.format(found.modified), .acceptRanges: "bytes", .vary: "Authorization",
            .crossOriginResourcePolicy: "cross-origin",
        ]
        if !type.isInert { headers[.contentSecurityPolicy] = "sandbox; default-src 'none'; style-src 'unsafe-inline'" }
        return headers
    }

    /// Private always: what one person may read is no shared cache's business. No copy outlives its
    /// file or the link that it came by.
    static func cacheControl(_ found: Found, linkEnd: Timestamp? = nil, now: Timestamp) -> String {
        guard !found.isReplaceable else { return "private, no-cache" }
        return "private, max-age=\(secondsFresh(found, linkEnd, now)), immutable"
    }

    private static func secondsFresh(_ found: Found, _ linkEnd: Timestamp?, _ now: Timestamp) -> Int64 {
        let year: Int64 = 31_536_000
        let ends = [found.expires, linkEnd].compactMap { $0 }.map { $0.since(now) / 1000 }
        return max(0, min(ends.min() ?? year, year))
    }
}
