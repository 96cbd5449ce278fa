internal import CloakroomCore
internal import Glibc
internal import NIOCore
internal import SystemPackage

/// A blob that is being read. A descriptor that was only read closes without waiting, so any thread may drop it.
final class OpenBlob: Sendable {
    /// Bytes that are read in one go.
    static let batchSize = 256 << 10
    private static let largeSize: Int64 = 4 << 20

    let stat: BlobStat
    private let descriptor: Descriptor

    /// - Throws: `.blobMissing` when there is no regular file of this name; a fifo or device is never waited for.
    init(_ path: BlobPath?, under root: Folder) throws {
        guard let path else { throw CloakroomError(.blobMissing) }
        do throws(FileFailure) {
            let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY
            descriptor = try root.openBeneath(path.folders, path.name, flags)
        } catch {
            guard error.meansAbsent else { throw error }
            throw CloakroomError(.blobMissing, error.description, cause: error)
        }
        let status = try descriptor.status()
        guard status.st_mode & S_IFMT == S_IFREG else { throw CloakroomError(.blobMissing, "not a regular file") }
        stat = BlobStat(size: Int64(status.st_size), modified: Timestamp(status.st_mtim))
    }

    var description: BlobDescription { BlobDescription(stat: stat, label: FileLabel.read(from: descriptor)) }

    /// Prepares for reading `span`.
    /// - Throws: `.blobUnreadable` when the blob ends before the span does.
    func prepare(for span: ByteSpan) throws(CloakroomError) {
        guard span.end <= stat.size else { throw Self.tooShort(stat.size, for: span) }
        if span.count >= Self.largeSize { descriptor.willBeReadThrough() }
    }

    /// Reads the first bytes of `span`: all of it, or one batch.
    /// - Throws: `.blobUnreadable`, also for a bad spot of the disk: a disk that fails altogether does not open files.
    func batch(of span: ByteSpan) throws -> ByteBuffer {
        let count = Int(min(span.count, Int64(Self.batchSize)))
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        do {
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
                try descriptor.read(at: span.start, into: UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
            }
        } catch let failure as FileFailure where failure.code == .ioError {
            throw CloakroomError(.blobUnreadable, failure.description, cause: failure)
        }
        guard buffer.readableBytes == count else { throw Self.tooShort(span.start, for: span) }
        return buffer
    }

    private static func tooShort(_ size: Int64, for span: ByteSpan) -> CloakroomError {
        CloakroomError(.blobUnreadable, "blob ends at or after byte \(size), wanted up to \(span.end)")
    }
}

extension Timestamp {
    fileprivate init(_ time: timespec) {
        let (milliseconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1000)
        self.init(milliseconds: overflow ? .max : milliseconds &+ Int64(time.tv_nsec) / 1_000_000)
    }
}
