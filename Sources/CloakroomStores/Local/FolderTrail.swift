internal import SystemPackage

/// The way down to a new blob, with the folders that had to be made for it.
struct FolderTrail {
    private(set) var last: Folder
    /// Folders that hold an entry which may not be durable yet, outermost first.
    private var unsettled: [Folder] = []
    /// What this trail wanted to make, outermost first.
    private var made: [(parent: Folder, name: String)] = []
    private let making: FoldersInMaking

    init(from root: Folder, making: FoldersInMaking) {
        last = root
        self.making = making
    }

    /// Goes down one folder, making it when it is missing.
    mutating func enter(_ name: String) throws(FileFailure) {
        let parent = last
        if let known = try existing(name) {
            last = known
            if making.contains(known.path) { unsettled.append(parent) }
            return
        }
        making.begin(parent.below(name))
        made.append((parent, name))
        _ = try parent.make(name)
        last = try Folder(name, in: parent)
        unsettled.append(parent)
    }

    /// Makes the last folder's entries durable, and every folder on the way that was made.
    mutating func settle() throws(FileFailure) {
        try last.sync()
        for folder in unsettled.reversed() { try folder.sync() }
        for folder in made { making.end(folder.parent.below(folder.name)) }
        made = []
    }

    /// Removes what was made, as far as nobody else has put anything there. A folder that stays is left announced, so
    /// that whoever uses it makes it durable.
    func abandon() {
        for folder in made.reversed() where folder.parent.removeIfEmpty(folder.name) {
            making.end(folder.parent.below(folder.name))
        }
    }

    private func existing(_ name: String) throws(FileFailure) -> Folder? {
        do throws(FileFailure) {
            return try Folder(name, in: last)
        } catch {
            guard error.code == .noSuchFileOrDirectory else { throw error }
            return nil
        }
    }
}
