extension Cloakroom {
    /// Succeeds when an upload may begin, as far as quotas go. To be asked before the first byte, so that nobody sends a
    /// file for nothing; the row that is reserved for it decides.
    /// - Parameter bytes: how many there are at least.
    /// - Throws: `.overQuota`.
    public func checkQuota(
        for bytes: Int64, from sender: Principal, as membership: Membership, in project: Project
    ) async throws {
        let quotas = limits.quotas(for: membership, of: project)
        let more = Usage(files: 1, bytes: bytes)
        if quotas.project != Quota() {
            let usage = try await catalog.usage(of: project.id, by: nil, at: now)
            try quotas.project.check(usage, adding: more, of: .project)
        }
        if quotas.sender != Quota() {
            let usage = try await catalog.usage(of: project.id, by: sender.ownerTag, at: now)
            try quotas.sender.check(usage, adding: more, of: .sender)
        }
    }
}
