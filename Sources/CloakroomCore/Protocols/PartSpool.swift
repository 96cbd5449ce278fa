/// Where unfinished files lie between requests, each under its upload's id. What was told to be there survives power loss.
///
/// One at a time may append to, use or discard a file, in whatever process; the others are refused with `.superseded`.
public protocol PartSpool: Sendable {
    /// Makes an empty file.
    /// - Throws: `.conflict` when there is one.
    func begin(_ id: String) async throws

    /// The bytes that are there, durable by now.
    /// - Throws: `.blobMissing` when there is no such file.
    func length(of id: String) async throws -> Int64

    /// Lets `fill` add bytes behind the `offset` that are there. What it wrote stays, whatever it throws.
    /// - Returns: the bytes that are there afterwards, durable.
    /// - Throws: `.tooLarge` as soon as there would be more than `limit`, and none of what passes it is kept;
    ///   `.offsetMismatch`, `.noSpace`, `.blobMissing`, and whatever `fill` throws.
    func append(
        to id: String, at offset: Int64, limit: Int64, fill: (any PartWriter) async throws -> Void
    ) async throws -> Int64

    /// Adds a finished file of the spool behind the `offset` bytes that are there.
    /// - Returns: the bytes that are there afterwards, durable.
    func append(_ file: SpoolFile, to id: String, at offset: Int64) async throws -> Int64

    /// Hands all of a file to `use`, hashed; meanwhile its bytes do not change. It stays where it is.
    func withFile<Result: Sendable>(_ id: String, use: (SpoolFile) async throws -> Result) async throws -> Result

    /// Removes a file; removing what is not there succeeds.
    func discard(_ id: String) async throws

    /// The ids of all files.
    func ids() async throws -> [String]
}

/// Adds bytes to an unfinished file. One caller at a time.
public protocol PartWriter: SpoolWriter {
    /// Makes what was added durable.
    /// - Returns: the bytes that are there now.
    func flush() async throws -> Int64
}
