public import CloakroomCore
internal import NIOCore
internal import NIOHTTP1

/// A store in a bucket of an S3-compatible object storage.
///
/// An object appears whole or not at all, and is durable when the server has confirmed it. Nothing is asked of a server
/// that servers do differently: no conditional writes, no multi-object delete, no tags that mean a digest.
public struct S3Store: BlobStore, BlobListing, BlobLabelling {
    /// Bytes: a longer file is sent in parts.
    static let largestPut: Int64 = 64 << 20

    let client: S3Client
    let patience: Duration
    let files: FileThreads
    let keysInMaking = KeysInMaking()
    let tidying: Tidying

    /// - Parameters:
    ///   - patience: how long one call may take, the time for moving a file's bytes apart.
    ///   - readers: how many may read at once, each over a connection of its own; as many as are served at once, and no
    ///     more than there are descriptors for.
    ///   - pause: before a call is sent again for the first time.
    public init(
        _ location: S3Location, credentials: S3CredentialOrigin, patience: Duration = .seconds(10),
        readers: Int = 10_000, pause: Duration = .milliseconds(100), clock: WallClock = .system
    ) {
        var limits = S3Limits(patience: patience)
        limits.readers = readers
        self.init(location, credentials: credentials, patience: patience, limits, pause: pause, clock: clock)
    }

    init(
        _ location: S3Location, credentials: S3CredentialOrigin, patience: Duration, _ limits: S3Limits,
        pause: Duration, clock: WallClock = .system
    ) {
        client = S3Client(
            location: location, credentials: CredentialKeeper(credentials, clock: clock),
            connections: S3Connections(location, limits), clock: clock, pause: pause)
        self.patience = patience
        files = FileThreads(8, name: "s3")
        tidying = Tidying(clock: clock)
    }

    /// The name of a key's object; nil for one that is longer than the protocol allows.
    func object(_ key: BlobKey) -> String? {
        let name = client.location.prefix + key.text
        return name.utf8.count <= BlobKey.longest ? name : nil
    }

    /// `.max` while the bucket can be reached: buckets do not tell how much they would take.
    public func room() async throws -> Int64 {
        try await telling { _ = try await client.send(S3Request(method: .HEAD, object: ""), .short(patience)) }
        return .max
    }

    public func stat(_ key: BlobKey) async throws -> BlobStat? { try await describe(key)?.stat }

    public func describe(_ key: BlobKey) async throws -> BlobDescription? {
        guard let object = object(key) else { return nil }
        return try await telling {
            guard let answer = try await head(object) else { return try await confirmAbsence(of: object) }
            guard let size = answer.length else {
                throw CloakroomError(.unavailable, "HEAD \(object): an answer without a length")
            }
            let modified = answer.headers.first(name: "Last-Modified").flatMap(S3Date.header)
            let stat = BlobStat(size: size, modified: modified ?? client.clock.now())
            return BlobDescription(stat: stat, label: ObjectLabel.label(answer.headers))
        }
    }

    /// What the server says of an object; nil for 404, which may also mean that there is no bucket.
    func head(_ object: String) async throws -> S3Answer? {
        do {
            return try await client.send(S3Request(method: .HEAD, object: object), .short(patience))
        } catch let failure as S3Failure where failure.status == 404 {
            return nil
        }
    }

    /// An answer to HEAD has no room for the reason, one to GET has.
    private func confirmAbsence(of object: String) async throws -> BlobDescription? {
        do {
            let request = S3Request(method: .GET, object: object, headers: [("Range", "bytes=0-0")])
            _ = try await client.open(request, .short(patience))
            throw CloakroomError(.unavailable, "\(object) is there for GET and not for HEAD")
        } catch let failure as S3Failure where failure.meansAbsent {
            return nil
        }
    }

    /// Lets callers see ``CloakroomError`` only.
    func telling<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let failure as S3Failure {
            throw CloakroomError(failure)
        }
    }
}
