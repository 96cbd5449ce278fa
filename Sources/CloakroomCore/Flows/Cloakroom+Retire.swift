internal import CloakroomCrypto

extension Cloakroom {
    /// What stands in a tombstone, whose bytes nobody hashed.
    static let noDigest = Digest(of: [])

    /// Takes a file out of service for good: from now on it is not found, and the next sweep erases its bytes everywhere.
    /// - Throws: `.fileNotFound`, also for a file that `principal` may not delete. A thumbnail goes with its original, not
    ///   by itself.
    public func retire(_ path: String, by principal: Principal) async throws {
        let moment = now
        guard let record = try await catalog.find(path: path) else {
            return try await retireLegacy(path, by: principal)
        }
        guard record.isServed(at: moment), try await access.mayDelete(record, principal) else {
            throw CloakroomError(.fileNotFound)
        }
        try await buryPicture(under: record)
        let wasLive = try await catalog.retire(record.key, at: moment)
        cache.forget(path)
        for key in record.keys { cache.blobs.removeValue(for: key) }
        guard wasLive else { throw CloakroomError(.fileNotFound) }
        Meters.retired(record)
    }
}
