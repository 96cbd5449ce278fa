internal import CFiles
internal import Glibc

/// An open file, closed with the end of its owner's life.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(owning number: Int32) {
        self.number = number
    }

    /// Opens a file by name, without following a symlink in its last part.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0) throws(FileFailure) {
        number = try FileFailure.check("open", path) {
            open(path, flags | O_NOFOLLOW | O_CLOEXEC, mode)
        }
    }

    deinit { close(number) }

    /// Hands the open file to somebody else, who closes it.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Waits until the bytes, or a folder's entries, would survive power loss.
    func sync() throws(FileFailure) {
        try FileFailure.check("fsync", name) { fsync(number) }
    }

    func status() throws(FileFailure) -> stat {
        var status = stat()
        try FileFailure.check("fstat", name) { fstat(number, &status) }
        return status
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = try FileFailure.check("write", name) { Glibc.write(number, piece.baseAddress, piece.count) }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads at `offset` until `bytes` is full or the file ends; returns the number of bytes read.
    func read(at offset: Int64, into bytes: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
        var done = 0
        while done < bytes.count {
            let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let place = offset + Int64(done)
            let count = try FileFailure.check("pread", name) {
                pread(number, piece.baseAddress, piece.count, off_t(place))
            }
            guard count > 0 else { break }
            done += count
        }
        return done
    }

    /// Lets the disk begin with a run of bytes now, so that a later ``sync()`` has less to wait for. Only a hint.
    func startWriteBack(from offset: Int64, count: Int) {
        _ = shim_start_write_back(number, offset, Int64(count))
    }

    /// Lets the kernel read ahead further than it would. Only a hint.
    func willBeReadThrough() {
        _ = posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    private var name: String { "descriptor \(number)" }
}
