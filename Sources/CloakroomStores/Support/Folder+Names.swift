internal import Glibc
internal import SystemPackage

extension Folder {
    /// The names in this folder, without `.` and `..`, in no order.
    func names() throws(FileFailure) -> [String] {
        let number = try open(".", O_RDONLY | O_DIRECTORY).release()
        guard let stream = fdopendir(number) else {
            close(number)
            throw FileFailure(call: "fdopendir", path: path, code: Errno(rawValue: errno))
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let name = try next(in: stream) {
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private func next(in stream: OpaquePointer) throws(FileFailure) -> String? {
        errno = 0
        guard let entry = readdir(stream) else {
            guard errno == 0 else { throw FileFailure(call: "readdir", path: path, code: Errno(rawValue: errno)) }
            return nil
        }
        return withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                String(cString: $0)
            }
        }
    }
}
