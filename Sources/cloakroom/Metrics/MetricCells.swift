import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterCell: CounterHandler, Sendable {
    private let total = Atomic<Int64>(0)

    func increment(by amount: Int64) { total.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { total.store(0, ordering: .relaxed) }

    func lines(_ name: MetricName) -> String { name.line(value: "\(total.load(ordering: .relaxed))") }
}

/// A number as it stands now.
final class GaugeCell: MeterHandler, RecorderHandler, Sendable {
    private let value = Mutex(0.0)

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func lines(_ name: MetricName) -> String { name.line(value: "\(value.withLock { $0 })") }
}

/// Durations in seconds, or other values, in buckets.
final class HistogramCell: TimerHandler, RecorderHandler, Sendable {
    private static let bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]

    private struct State {
        var buckets = [Int64](repeating: 0, count: HistogramCell.bounds.count)
        var sum = 0.0
        var count: Int64 = 0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { state.buckets[bucket] += 1 }
            state.sum += value
            state.count += 1
        }
    }

    func lines(_ name: MetricName) -> String {
        let state = state.withLock { $0 }
        var text = ""
        var below: Int64 = 0
        for (bound, count) in zip(Self.bounds, state.buckets) {
            below += count
            text += name.line("_bucket", extra: "le=\"\(bound)\"", value: "\(below)")
        }
        text += name.line("_bucket", extra: "le=\"+Inf\"", value: "\(state.count)")
        return text + name.line("_sum", value: "\(state.sum)") + name.line("_count", value: "\(state.count)")
    }
}
