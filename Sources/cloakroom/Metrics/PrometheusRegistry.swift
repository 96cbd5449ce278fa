import CoreMetrics
import Synchronization

/// Keeps what swift-metrics reports and writes it in Prometheus' text format.
///
/// - Source: the text exposition format, version 0.0.4.
final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var counters: [MetricName: CounterCell] = [:]
        var gauges: [MetricName: GaugeCell] = [:]
        var histograms: [MetricName: HistogramCell] = [:]
    }

    private let state = Mutex(State())

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        state.withLock { state in
            state.counters.cell(MetricName(label, dimensions), or: CounterCell())
        }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeCell {
        state.withLock { $0.gauges.cell(MetricName(label, dimensions), or: GaugeCell()) }
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramCell {
        state.withLock { $0.histograms.cell(MetricName(label, dimensions), or: HistogramCell()) }
    }

    /// Every metric, sorted by name, each with its type.
    func text() -> String {
        let state = state.withLock { $0 }
        return Self.section(state.counters, "counter") { $1.lines($0) }
            + Self.section(state.gauges, "gauge") { $1.lines($0) }
            + Self.section(state.histograms, "histogram") { $1.lines($0) }
    }

    private static func section<Cell>(
        _ cells: [MetricName: Cell], _ type: String, _ lines: (MetricName, Cell) -> String
    ) -> String {
        var text = ""
        var last = ""
        for (name, cell) in cells.sorted(by: { $0.key < $1.key }) {
            if name.name != last { text += "# TYPE \(name.name) \(type)\n" }
            last = name.name
            text += lines(name, cell)
        }
        return text
    }
}

extension Dictionary {
    fileprivate mutating func cell(_ key: Key, or new: @autoclosure () -> Value) -> Value {
        if let known = self[key] { return known }
        let made = new()
        self[key] = made
        return made
    }
}
