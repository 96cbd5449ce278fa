internal import CloakroomCore
internal import SystemPackage

extension LocalSpool {
    public func abandonedOwners() async throws -> [String] {
        try await threads.run { [path, owner] in
            let spool = try Folder(at: path)
            let names = try spool.names()
            for name in names where SpoolHome.isStarting(name) { try? SpoolHome.clearStarting(name, in: spool) }
            return names.filter { $0 != owner && Self.isAbandoned($0, in: spool) }
        }
    }

    /// Gives this process's part back, at its end. With an upload still under way it is left to the next sweep instead,
    /// as a dead owner's.
    public func close() {
        guard let spool = try? Folder(at: path), let home = try? Folder(owner, in: spool),
            (try? home.names()) == [SpoolHome.lockName]
        else { return }
        try? Self.empty(home)
    }

    /// - Throws: `.conflict` when the owner lives, `.invalid` for what is no owner's name.
    public func clear(owner: String) async throws {
        guard SpoolHome.isOwner(owner) else { throw CloakroomError(.invalid("not an owner of the spool")) }
        guard owner != self.owner else { throw CloakroomError(.conflict, "the spool's owner is this process") }
        try await threads.run { [path] in
            let spool = try Folder(at: path)
            guard let home = try Self.existing(owner, in: spool) else { return }
            guard let lock = try SpoolHome.seize(home) else {
                throw CloakroomError(.conflict, "spool owner \(owner) is alive")
            }
            try Self.empty(home)
            _ = consume lock
        }
    }

    /// A folder that we may not look into belongs to somebody else, dead or alive.
    private static func isAbandoned(_ name: String, in spool: Folder) -> Bool {
        guard SpoolHome.isOwner(name) else { return false }
        do throws(FileFailure) {
            return try SpoolHome.seize(Folder(name, in: spool)) != nil
        } catch {
            return false
        }
    }

    private static func existing(_ owner: String, in spool: Folder) throws(FileFailure) -> Folder? {
        do throws(FileFailure) {
            return try Folder(owner, in: spool)
        } catch {
            guard error.meansAbsent else { throw error }
            return nil
        }
    }

    /// Removes the files of a folder, its lock last, and the folder.
    private static func empty(_ home: Folder) throws(FileFailure) {
        for name in try home.names() where name != SpoolHome.lockName { try home.unlink(name) }
        try home.unlink(SpoolHome.lockName)
        _ = home.parent?.removeIfEmpty(home.name)
    }
}
