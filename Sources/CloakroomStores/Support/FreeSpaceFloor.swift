internal import CloakroomCore
internal import Glibc

/// The space on a disk that is never taken, so that deleting, sweeping and the catalog's own writes go on when it is full.
public struct FreeSpaceFloor: Sendable {
    /// Nil: 64 MiB, or a twentieth of a smaller file system.
    private let bytes: Int64?
    private static let usual: Int64 = 64 << 20

    public init(bytes: Int64? = nil) {
        self.bytes = bytes
    }

    /// The bytes that an ordinary user can still write to the file system of an open file or folder above the floor; zero
    /// or less when there are none.
    /// - Throws: `.unavailable` when nothing can be written to it.
    func room(at descriptor: borrowing Descriptor) throws(CloakroomError) -> Int64 {
        var status = statvfs()
        let number = descriptor.number
        do throws(FileFailure) {
            try FileFailure.check("fstatvfs", "descriptor \(number)") { fstatvfs(number, &status) }
        } catch {
            throw CloakroomError(error)
        }
        guard status.f_flag & UInt(ST_RDONLY) == 0 else {
            throw CloakroomError(.unavailable, "read-only file system", condition: .readOnly)
        }
        let total = Self.bytes(status.f_blocks, status.f_frsize)
        // Some file systems do not tell their size, or have no fixed number of files.
        guard total > 0 else { return .max }
        if status.f_files > 0, status.f_favail == 0 { return 0 }
        return Self.bytes(status.f_bavail, status.f_frsize) - (bytes ?? min(Self.usual, total / 20))
    }

    /// - Throws: `.noSpace` when `count` bytes more would not fit above the floor.
    func check(_ count: Int64, at descriptor: borrowing Descriptor) throws(CloakroomError) {
        let room = try room(at: descriptor)
        guard room >= count else { throw CloakroomError(.noSpace, "room for \(room) bytes, wanted \(count)") }
    }

    private static func bytes(_ blocks: UInt, _ size: UInt) -> Int64 {
        let (bytes, overflow) = UInt64(blocks).multipliedReportingOverflow(by: UInt64(size))
        return overflow ? .max : Int64(clamping: bytes)
    }
}
