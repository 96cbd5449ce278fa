internal import Glibc
internal import SystemPackage

/// The entries of an open folder, one after another, however many there are. One caller at a time.
final class FolderEntries {
    enum Kind { case file, folder, other }

    let folder: Folder
    private let stream: OpaquePointer

    init(of folder: Folder) throws(FileFailure) {
        self.folder = folder
        let number = try folder.open(".", O_RDONLY | O_DIRECTORY).release()
        guard let stream = fdopendir(number) else {
            let code = Errno(rawValue: errno)
            close(number)
            throw FileFailure(call: "fdopendir", path: folder.path, code: code)
        }
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// The next entry but `.` and `..`, in no order; nil at the end.
    func next() throws(FileFailure) -> (name: String, kind: Kind)? {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = Errno(rawValue: errno)
                guard code.rawValue == 0 else { throw FileFailure(call: "readdir", path: folder.path, code: code) }
                return nil
            }
            let name = Self.name(of: entry)
            if name != "." && name != ".." { return (name, kind(of: entry, name)) }
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                String(cString: $0)
            }
        }
    }

    private func kind(of entry: UnsafeMutablePointer<dirent>, _ name: String) -> Kind {
        switch Int(entry.pointee.d_type) {
        case Int(DT_REG): .file
        case Int(DT_DIR): .folder
        case Int(DT_UNKNOWN): inspectedKind(name)
        default: .other
        }
    }

    /// For file systems that do not tell in the folder itself.
    private func inspectedKind(_ name: String) -> Kind {
        var status = stat()
        guard fstatat(folder.descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }
}
