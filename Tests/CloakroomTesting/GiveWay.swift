/// Lets others go first, in a loop that waits for them.
/// - Throws: `CancellationError` when the test is out of time: without it the loop would never end.
public func giveWay() async throws {
    try Task.checkCancellation()
    await Task.yield()
}
