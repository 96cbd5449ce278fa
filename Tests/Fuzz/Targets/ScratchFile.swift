internal import Glibc

@testable import CloakroomMedia

/// One nameless file that takes each input in turn, for parsers that read by position.
enum ScratchFile {
    private static let descriptor = fileno(tmpfile())

    static func of(_ bytes: [UInt8]) -> FileBytes {
        let isWritten = ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
        promise(isWritten, "the file cannot be written")
        return FileBytes(owning: dup(descriptor), size: Int64(bytes.count))
    }
}
