/// Wrong passwords an hour that are looked at; 0 for no limit.
public struct SignInLimits: Hashable, Sendable {
    public var perAccount: Int
    public var perClient: Int

    public init(perAccount: Int = 20, perClient: Int = 100) {
        self.perAccount = perAccount
        self.perClient = perClient
    }
}
