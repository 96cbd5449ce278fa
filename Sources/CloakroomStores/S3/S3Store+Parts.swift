internal import CloakroomCore
internal import CloakroomCrypto
internal import NIOCore
internal import NIOHTTP1

/// Long files are sent in parts, which the server puts together in one step at the end.
extension S3Store {
    /// Bytes of a part, unless there would be too many parts.
    private static let usualPart: Int64 = 16 << 20
    private static let mostParts: Int64 = 10_000
    private static let partsAtOnce = 4

    private struct Part: Sendable {
        let number: Int
        let span: SpoolSpan
        var tag = ""
    }

    func putInParts(
        _ spool: SpoolFile, _ source: SpoolSource, as object: String, over old: S3Answer?
    ) async throws {
        let parts = try await parts(of: spool, source)
        let upload = try await begin(object, spool)
        do {
            let sent = try await send(parts, of: object, upload)
            let request = completion(of: object, upload, sent.sorted { $0.number < $1.number })
            do {
                _ = try await client.send(request, .assembling(spool.size, patience))
            } catch {
                guard await hasCome(spool, object, over: old) else { throw error }
            }
        } catch {
            // A task of its own: this one may be cancelled already.
            await Task { try? await abort(object, upload) }.value
            throw error
        }
    }

    /// Hashes each part, and all of them: what is sent is what was received.
    private func parts(of spool: SpoolFile, _ source: SpoolSource) async throws -> [Part] {
        let length = max(Self.usualPart, spool.size / Self.mostParts + 1)
        let whole = SHA256Hasher()
        var parts: [Part] = []
        var rest = ByteSpan.whole(spool.size)
        while rest.count > 0 {
            let piece = rest.first(length)
            let hasher = SHA256Hasher()
            for try await bytes in span(piece, of: source, spool.digest) {
                bytes.withUnsafeReadableBytes { bytes in
                    whole.update(bytes)
                    hasher.update(bytes)
                }
            }
            parts.append(Part(number: parts.count + 1, span: span(piece, of: source, hasher.finish())))
            rest = rest.dropping(piece.count)
        }
        guard whole.finish() == spool.digest else {
            throw CloakroomError(.spoolLost, "spool file \(spool.path) is not what was received")
        }
        return parts
    }

    private func begin(_ object: String, _ spool: SpoolFile) async throws -> String {
        let request = S3Request(
            method: .POST, object: object, query: [("uploads", "")], headers: ObjectLabel.headers(spool.label))
        let answer = try await client.send(request, .short(patience))
        guard let upload = answer.document?["UploadId"], !upload.isEmpty else {
            throw CloakroomError(.unavailable, "\(request): an answer without an upload id")
        }
        return upload
    }

    private func send(_ parts: [Part], of object: String, _ upload: String) async throws -> [Part] {
        try await withThrowingTaskGroup(of: Part.self) { group in
            var sent: [Part] = []
            for (count, part) in parts.enumerated() {
                if count >= Self.partsAtOnce, let done = try await group.next() { sent.append(done) }
                group.addTask { try await send(part, of: object, upload) }
            }
            for try await done in group { sent.append(done) }
            return sent
        }
    }

    private func send(_ part: Part, of object: String, _ upload: String) async throws -> Part {
        let request = S3Request(
            method: .PUT, object: object, query: [("partNumber", String(part.number)), ("uploadId", upload)],
            body: .spooled(part.span))
        let answer = try await client.send(request, .moving(part.span.span.count, patience))
        guard let tag = answer.tag else { throw CloakroomError(.unavailable, "\(request): an answer without a tag") }
        var sent = part
        sent.tag = tag
        return sent
    }

    private func completion(of object: String, _ upload: String, _ parts: [Part]) -> S3Request {
        let lines = parts.map {
            "<Part><PartNumber>\($0.number)</PartNumber><ETag>\(XMLReader.escaped($0.tag))</ETag></Part>"
        }
        let text =
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(lines.joined())"
            + "</CompleteMultipartUpload>"
        return S3Request(
            method: .POST, object: object, query: [("uploadId", upload)],
            headers: [("Content-Type", "application/xml")], body: .text(text))
    }

    /// Whether parts were put together whatever was said: an answer can be lost, and to a second request some servers say
    /// that there is no such upload any more. What is there tells, if it is not what was there before.
    private func hasCome(_ spool: SpoolFile, _ object: String, over old: S3Answer?) async -> Bool {
        guard let found = try? await head(object), found.length == spool.size else { return false }
        return old.map { !found.isOfTheSameObject(as: $0) } ?? true
    }

    func abort(_ object: String, _ upload: String) async throws {
        do {
            let request = S3Request(method: .DELETE, object: object, query: [("uploadId", upload)])
            _ = try await client.send(request, .short(patience))
        } catch let failure as S3Failure where failure.status == 404 {
            // It has ended already.
        }
    }
}
