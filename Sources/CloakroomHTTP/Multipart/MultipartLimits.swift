/// What a multipart body may take beside the bytes of its files, whose limit is their reader's.
struct MultipartLimits: Hashable, Sendable {
    /// Bytes of one part's headers, line breaks included.
    var headerBytes = 16 * 1024
    /// Headers of one part.
    var headers = 32
    var parts = 64
    /// Bytes of all parts that are no files, together.
    var fieldBytes = 1024 * 1024
    /// Bytes of files that nobody reads, together.
    var skippedBytes = 1024 * 1024
    /// Bytes before the first delimiter, and as many after the last.
    var paddingBytes = 16 * 1024

    /// Bytes that a body may have beside one file.
    var overhead: Int64 { Int64(parts * headerBytes + fieldBytes + skippedBytes + 2 * paddingBytes) }
}
