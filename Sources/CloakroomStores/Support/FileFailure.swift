internal import CloakroomCore
internal import Glibc
internal import SystemPackage

/// A system call on a file that failed: which one, on what, and why.
struct FileFailure: Error, CustomStringConvertible {
    let call: StaticString
    let path: String
    let code: Errno

    var description: String { "\(call) \(path): \(code)" }

    /// Whether there is no file (or none that counts as one) under this name: what we opened is a folder's missing
    /// part, a symlink, a socket, or a name that this file system could not even hold.
    var meansAbsent: Bool {
        [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels, .fileNameTooLong, .noSuchAddressOrDevice]
            .contains(code)
    }

    /// Makes a call that answers -1 when it fails, again as often as a signal interrupts it.
    @discardableResult
    static func check<Answer: FixedWidthInteger>(
        _ call: StaticString, _ path: @autoclosure () -> String, _ body: () -> Answer
    ) throws(FileFailure) -> Answer {
        while true {
            let answer = body()
            guard answer == -1 else { return answer }
            // Read before anything else is done: making the text of a path may change it.
            let code = Errno(rawValue: errno)
            guard code == .interrupted else { throw FileFailure(call: call, path: path(), code: code) }
        }
    }
}

extension CloakroomError {
    /// The one place that tells a full disk from a failing one.
    init(_ failure: FileFailure) {
        let isFull = failure.code == .noSpace || failure.code == .diskQuotaExceeded
        let isReadOnly = failure.code == .readOnlyFileSystem
        self.init(
            isFull ? .noSpace : .unavailable, failure.description, cause: failure,
            condition: isReadOnly ? .readOnly : nil)
    }

    /// The bytes of a file that could not be synced. The kernel tells of a failed write-back once: another try, or another
    /// store's, would succeed and mean nothing. Whether a full disk was the reason the condition tells.
    static func lost(_ failure: FileFailure) -> CloakroomError {
        CloakroomError(
            .spoolLost, failure.description, cause: failure, condition: CloakroomError(failure).condition)
    }
}
