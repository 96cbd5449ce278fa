internal import AsyncHTTPClient
public import CloakroomCore
public import NIOCore

extension S3Store {
    public func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        guard span.count > 0 else { return try await checkReach(of: key, span) }
        guard let object = object(key) else { throw CloakroomError(.blobMissing, "the key is too long") }
        var reading = ObjectReading(object: object, rest: span, patience: patience)
        try await telling {
            while reading.rest.count > 0 {
                try Task.checkCancellation()
                try await readOn(&reading, into: sink)
            }
        }
    }

    /// An empty span cannot be asked for.
    private func checkReach(of key: BlobKey, _ span: ByteSpan) async throws {
        guard let stat = try await stat(key) else { throw CloakroomError(.blobMissing, "\(key)") }
        guard span.end <= stat.size else { throw CloakroomError(.blobUnreadable, "\(key) is short") }
    }

    /// Asks for what is left and hands it on, as far as it comes: a connection that is cut, or that was idle for too long
    /// while the reader took its time, is no end as long as the object stays the same.
    private func readOn(_ reading: inout ObjectReading, into sink: (ByteBuffer) async throws -> Void) async throws {
        let began = ContinuousClock.now
        let (answer, body) = try await client.open(reading.request, .short(patience))
        var lead = try reading.begin(answer)
        reading.waited += .now - began
        var pieces = body.makeAsyncIterator()
        while reading.rest.count > 0 {
            guard var piece = try await next(&pieces, &reading) else { return }
            lead.trim(&piece)
            let count = Int(min(Int64(piece.readableBytes), reading.rest.count))
            guard count > 0, let wanted = piece.readSlice(length: count) else { continue }
            reading.took(count)
            try await sink(wanted)
        }
    }

    /// The next bytes; nil when the connection was cut and it makes sense to go on with another one.
    private func next(
        _ pieces: inout HTTPClientResponse.Body.AsyncIterator, _ reading: inout ObjectReading
    ) async throws -> ByteBuffer? {
        let began = ContinuousClock.now
        do {
            let piece = try await pieces.next()
            reading.waited += .now - began
            try reading.checkPatience()
            if let piece { return piece }
            throw BodyEndedEarly()
        } catch {
            try Task.checkCancellation()
            reading.waited += .now - began
            guard let pause = reading.pause(after: error, first: client.pause) else {
                throw error is CloakroomError
                    ? error : CloakroomError(.unavailable, "GET \(reading.object) was cut off", cause: error)
            }
            try await Task.sleep(for: pause)
            return nil
        }
    }
}

/// A body shorter than its head has announced.
private struct BodyEndedEarly: Error {}
