internal import CFiles
internal import CloakroomCore
internal import Glibc

/// A blob's label as an extended attribute of its file.
///
/// An attribute and not a file beside it: it is there with the file's name or not at all, lasts with the file's own fsync,
/// goes with the file, and costs no further name, inode or fsync. Where a file system has no such attributes files are
/// kept without a label, and a rebuilt catalog knows less of them.
enum FileLabel {
    private static let attribute = "user.cloakroom"
    private static let mostBytes = 4096

    /// Writes the label, as far as the file system takes it.
    /// - Returns: false when this file system has no attributes for users.
    @discardableResult
    static func write(_ label: BlobLabel, to file: borrowing Descriptor) -> Bool {
        let text = LabelFields.encode(label).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let bytes = Array(text.utf8)
        return fsetxattr(file.number, attribute, bytes, bytes.count, 0) == 0 || errno != EOPNOTSUPP
    }

    static func read(from file: borrowing Descriptor) -> BlobLabel? {
        var bytes = [UInt8](repeating: 0, count: mostBytes)
        let count = fgetxattr(file.number, attribute, &bytes, bytes.count)
        guard count > 0, let text = String(validating: bytes.prefix(count), as: UTF8.self) else { return nil }
        return LabelFields.decode(text.utf8.split(separator: UInt8(ascii: "&")).compactMap(field))
    }

    private static func field(_ text: Substring.UTF8View) -> (name: String, value: String)? {
        let halves = text.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        return (name: String(Substring(halves[0])), value: String(Substring(halves[1])))
    }
}
