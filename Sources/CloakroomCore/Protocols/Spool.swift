public import CloakroomCrypto
public import NIOCore

/// The folder in which every upload is received, counted and hashed in one pass before anybody looks at it.
public protocol Spool: Sendable {
    /// The name of this process's part of the spool; a reserved record's lease carries it.
    var owner: String { get }

    /// Opens a new spool file, lets `fill` write it, and hands it to `use`. Whatever happens, the file is gone afterwards
    /// (a store that adopted it has its own link or copy).
    /// - Throws: `.tooLarge` as soon as more than `limit` bytes were written, `.noSpace` when the disk is full,
    ///   and whatever the closures throw.
    func withFile<Result: Sendable>(
        limit: Int64, fill: (any SpoolWriter) async throws -> Void, use: (SpoolFile) async throws -> Result
    ) async throws -> Result

    /// Names of processes that have ended and left their part behind; only what those reserved may be finished by others.
    func abandonedOwners() async throws -> [String]

    /// Removes what a dead owner left, once the catalog has no reservation of its any more.
    func clear(owner: String) async throws

    /// The bytes that may still be received; `.max` where nobody can tell, zero or less when there is no room.
    /// - Throws: `.unavailable` when nothing can be received.
    func room() async throws -> Int64
}

extension Spool {
    public func room() async throws -> Int64 { .max }
}

public protocol SpoolWriter: Sendable {
    /// Adds bytes to the file. One caller at a time.
    func append(_ bytes: ByteBuffer) async throws
}

/// A finished file in the spool: its bytes no longer change.
public struct SpoolFile: Hashable, Sendable {
    public let path: String
    /// Bytes.
    public let size: Int64
    public let digest: Digest
    /// For the store that adopts the file.
    public private(set) var label: BlobLabel?
    /// Whether a store must not share the file's bytes with another one that adopts it.
    public private(set) var isApart = false

    public init(path: String, size: Int64, digest: Digest) {
        self.path = path
        self.size = size
        self.digest = digest
    }

    public func apart() -> SpoolFile {
        var file = self
        file.isApart = true
        return file
    }

    public func labelled(_ label: BlobLabel) -> SpoolFile {
        var file = self
        file.label = label
        return file
    }
}
