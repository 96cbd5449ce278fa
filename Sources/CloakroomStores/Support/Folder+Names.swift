extension Folder {
    /// The names in this folder, without `.` and `..`, in no order.
    func names() throws(FileFailure) -> [String] {
        let entries = try FolderEntries(of: self)
        var names: [String] = []
        while let entry = try entries.next() { names.append(entry.name) }
        return names
    }
}
