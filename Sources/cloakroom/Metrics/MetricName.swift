/// A metric with its labels, as one line of Prometheus' text format spells it.
///
/// One is made for every value that is recorded, so spelling and escaping wait until somebody reads them.
struct MetricName: Hashable, Comparable {
    struct Label: Hashable {
        let name: String
        let value: String
    }

    let name: String
    private let labels: [Label]

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = name
        labels = dimensions.map { Label(name: $0, value: $1) }
    }

    func line(_ suffix: String = "", extra: String = "", value: String) -> String {
        let all = (labels.map(\.text) + [extra]).filter { !$0.isEmpty }.joined(separator: ",")
        return "\(name)\(suffix)\(all.isEmpty ? "" : "{\(all)}") \(value)\n"
    }

    static func < (left: MetricName, right: MetricName) -> Bool {
        guard left.name == right.name else { return left.name < right.name }
        return left.labels.lexicographicallyPrecedes(right.labels) { $0.text < $1.text }
    }
}

extension MetricName.Label {
    fileprivate var text: String {
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\(name)=\"\(escaped)\""
    }
}
