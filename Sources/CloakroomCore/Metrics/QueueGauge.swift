internal import Metrics

/// Tells the metrics how much is in one of the service's bounded places, running and waiting together.
public struct QueueGauge: Sendable {
    private let meter: Meter

    /// - Parameter name: one of a few fixed names; places of the same name are added up.
    public init(_ name: String) {
        meter = Meter(label: "cloakroom_queue_length", dimensions: [("queue", name)])
    }

    /// Counts `body` in while it runs.
    public func counting<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async rethrows -> Result {
        meter.increment()
        defer { meter.decrement() }
        return try await body()
    }
}
