extension Collection where Element: Sendable {
    /// Does `work` on every element, on up to `width` of them at once, and tells each result as it comes, in no order.
    func concurrently<Result: Sendable>(
        width: Int, _ work: @escaping @Sendable (Element) async throws -> Result, each: (Element, Result) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Element, Result).self) { group in
            for (number, element) in enumerated() {
                if number >= width, let done = try await group.next() { each(done.0, done.1) }
                group.addTask { (element, try await work(element)) }
            }
            for try await done in group { each(done.0, done.1) }
        }
    }
}
