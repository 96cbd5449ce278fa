/// The processes that share a catalog from several machines. Each has a lease there, which it renews for as long as it
/// lives; whose lease has ended counts as dead.
///
/// Every method throws `.unavailable` when the catalog cannot be reached.
public protocol NodeRegistry: Sendable {
    /// Lets `owner` count as alive for so many seconds from now, by the catalog's own clock.
    func renew(owner: String, for seconds: Int64) async throws

    /// Those whose lease has ended.
    func lapsedOwners() async throws -> [String]

    /// Forgets an owner whose lease has ended; one that has come back to life stays.
    func forget(owner: String) async throws
}
