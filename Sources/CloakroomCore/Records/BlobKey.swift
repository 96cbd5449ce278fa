internal import Glibc

/// Where bytes lie in a store: relative, `/` between parts, never `.`/`..`, empty parts or NUL. A key is used once.
public struct BlobKey: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    /// The longest key that every store takes (S3's limit is 1024 bytes).
    public static let longest = 1024
    /// The longest part of a key (file systems' limit is 255 bytes).
    public static let longestPart = 255

    /// Nil when `text` could name anything outside a store, or more than every store can hold.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.longest, !text.utf8.contains(0) else { return nil }
        guard Self.parts(of: text).allSatisfy(Self.isSafe) else { return nil }
        self.text = text
    }

    public var description: String { text }

    /// Byte by byte, as stores compare names: to Swift's strings "é" and "e\u{301}" are the same.
    public static func == (left: BlobKey, right: BlobKey) -> Bool {
        var (left, right) = (left.text, right.text)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard left.count == right.count, let one = left.baseAddress, let other = right.baseAddress else {
                    return false
                }
                return memcmp(one, other, left.count) == 0
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// What stands between the slashes.
    public var parts: [Substring] { Self.parts(of: text) }

    /// The parts of `path` as a file system sees them, byte by byte: a slash with a combining mark behind it is one
    /// character to Swift, and another one than a slash.
    static func parts(of path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
    }

    private static func isSafe(_ part: Substring) -> Bool {
        !part.isEmpty && part != "." && part != ".." && part.utf8.count <= longestPart
    }
}
