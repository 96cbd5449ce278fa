import Testing

/// Makes one value for all tests of a suite, and ends with it.
struct Shared<Value: Sendable>: SuiteTrait, TestScoping {
    private let place: TaskLocal<Value?>
    private let make: @Sendable () throws -> Value
    private let finish: @Sendable (Value) throws -> Void

    init(
        _ place: TaskLocal<Value?>, make: @escaping @Sendable () throws -> Value,
        finish: @escaping @Sendable (Value) throws -> Void
    ) {
        self.place = place
        self.make = make
        self.finish = finish
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let value = try make()
        try await place.withValue(value) { try await function() }
        try finish(value)
    }
}
