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

    init(_ found: Found, isAttachment: Bool, now: Timestamp) {
        self.found = found
        tag = Self.tag(found)
        headers = Self.headers(found, tag: tag, isAttachment: isAttachment, now: now)
    }

    func response(to head: HTTPRequest, from cloakroom: Cloakroom) async throws -> Response {
        let current = Preconditions.Validators(etag: tag, lastModified: found.modified)
        switch Preconditions(head).evaluate(method: head.method.rawValue, against: current) {
        case .preconditionFailed: return empty(.preconditionFailed)
        case .notModified: return notModified
        case .proceed(let useRange): return try await content(head, useRange: useRange, cloakroom)
        }
    }

    private func content(_ head: HTTPRequest, useRange: Bool, _ cloakroom: Cloakroom) async throws -> Response {
        let span: ByteSpan?
        do {
            span = try RangeHeader.span(useRange ? head.headerFields[.range] : nil, size: found.size)
        } catch {
            return unsatisfiable(error)
        }
        let status: HTTPResponse.Status = span == nil ? .ok : .partialContent
        let part = span ?? .whole(found.size)
        var headers = headers
        headers[.contentLength] = String(part.count)
        if span != nil { headers[.contentRange] = part.contentRange(of: found.size) }
        if head.method == .head { return Response(status: status, headers: headers) }
        let first = try await cloakroom.firstBytes(of: found, part)
        return Response(status: status, headers: headers, body: body(first, part, cloakroom))
    }

    private func body(_ first: ByteBuffer, _ part: ByteSpan, _ cloakroom: Cloakroom) -> ResponseBody {
        let done = Int64(first.readableBytes)
        guard done < part.count else { return ResponseBody(byteBuffer: first) }
        return ResponseBody(contentLength: Int(part.count)) { [found] writer in
            try await writer.write(first)
            let sink = writer
            try await cloakroom.rest(of: found, part, after: done) { bytes in
                var sink = sink
                try await sink.write(bytes)
            }
            try await writer.finish(nil)
        }
    }

    // MARK: Answers without the file

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

    private static func headers(_ found: Found, tag: EntityTag, isAttachment: Bool, now: Timestamp) -> HTTPFields {
        let isInert = InertType.isInert(found.contentType)
        let disposition = ContentDisposition(
            kind: isAttachment || !isInert ? .attachment : .inline, fileName: found.name)
        var headers: HTTPFields = [
            .contentType: found.contentType, .contentDisposition: disposition.headerValue, .eTag: tag.text,
            .lastModified: HTTPDate.format(found.modified), .acceptRanges: "bytes",
            .cacheControl: cacheControl(found, now), .vary: "Authorization",
            .crossOriginResourcePolicy: "cross-origin",
        ]
        if !isInert { headers[.contentSecurityPolicy] = "sandbox; default-src 'none'; style-src 'unsafe-inline'" }
        return headers
    }

    /// Private always: what one person may read is no shared cache's business. No copy outlives its file's expiry.
    private static func cacheControl(_ found: Found, _ now: Timestamp) -> String {
        if found.isReplaceable { return "private, no-cache" }
        let year: Int64 = 31_536_000
        let left = found.expires.map { max(0, $0.since(now) / 1000) } ?? year
        return "private, max-age=\(min(left, year)), immutable"
    }
}

/// Types that no browser runs, so that they may be shown in place; everything else is a download, in a sandbox.
enum InertType {
    private static let exact: Set<String> = [
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/heic", "image/x-icon",
        "image/vnd.microsoft.icon", "image/tiff", "application/pdf", "application/json", "text/plain", "text/csv",
        "text/markdown",
    ]

    static func isInert(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        return exact.contains(type) || type.hasPrefix("audio/") || type.hasPrefix("video/")
    }
}
