public import CloakroomCore
public import Testing

/// One sentence of a contract, and the check that the implementation found at a site keeps it.
public struct Promise<Subject: Sendable>: Sendable, CustomStringConvertible {
    public let sentence: String
    public let check: @Sendable (ContractSite<Subject>) async throws -> Void

    init(_ sentence: String, check: @escaping @Sendable (ContractSite<Subject>) async throws -> Void) {
        self.sentence = sentence
        self.check = check
    }

    public var description: String { sentence }
}

/// Where an implementation under test keeps its data: empty at first, and to be opened as often as one likes.
public struct ContractSite<Subject: Sendable>: Sendable {
    /// Opens the same data once more.
    public let open: @Sendable () async throws -> Subject
    public let close: @Sendable (Subject) async throws -> Void

    public init(
        open: @escaping @Sendable () async throws -> Subject,
        close: @escaping @Sendable (Subject) async throws -> Void = { _ in }
    ) {
        self.open = open
        self.close = close
    }
}

/// Expects `work` to throw a ``CloakroomError`` of this kind.
public func expectRefusal(
    _ kind: CloakroomError.Kind, _ location: SourceLocation = #_sourceLocation, of work: () async throws -> Void
) async {
    do {
        try await work()
        Issue.record("nothing thrown, expected \(kind)", sourceLocation: location)
    } catch {
        #expect((error as? CloakroomError)?.kind == kind, "\(error)", sourceLocation: location)
    }
}
