public import CloakroomCrypto

/// A catalog that remembers which files were handed in under which token.
///
/// Attachments live and die with their files' rows: when a row is forgotten, so is its attachment. Every call is one
/// transaction and throws `.unavailable` when the catalog cannot be reached.
public protocol AttachmentCatalog: Sendable {
    /// Begins an upload with its first file, whose row there must be.
    /// - Throws: `.conflict` when the id or the file is an attachment already, or the file has no row.
    func begin(_ attachment: Attachment) async throws

    /// Adds a file to an upload of the same project and owner.
    /// - Throws: `.conflict` as ``begin(_:)``; `.fileNotFound` when the upload is not open at `now`, or another's;
    ///   `.invalid` when it has ``Attachment/most`` files.
    func add(_ attachment: Attachment, at now: Timestamp) async throws

    /// The files of an upload, oldest first, open or not; none when there is no such upload.
    func attachments(of token: Digest) async throws -> [Attachment]

    func attachment(_ id: Int64) async throws -> Attachment?

    /// Closes an open upload for good. Those of its files that are in service live on until `expires`; nil: for ever.
    /// - Returns: false when the upload is not open at `now`: of several who try, one does it.
    func consume(_ token: Digest, keepingUntil expires: Timestamp?, at now: Timestamp) async throws -> Bool

    /// Forgets an open upload and retires its files, as ``Catalog/retire(_:at:)`` does.
    /// - Returns: false when the upload is not open at `now`.
    func discard(_ token: Digest, at now: Timestamp) async throws -> Bool
}
