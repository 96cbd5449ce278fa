extension Collection where Element: Sendable, Self: Sendable {
    /// Does `work` on every element, on up to `width` of them at once; the results are in no order.
    func concurrentMap<Result: Sendable>(
        width: Int, _ work: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var results: [Result] = []
            for (number, element) in enumerated() {
                if number >= width, let result = try await group.next() { results.append(result) }
                group.addTask { try await work(element) }
            }
            for try await result in group { results.append(result) }
            return results
        }
    }
}
