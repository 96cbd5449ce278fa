/// A metric with its labels, as one line of Prometheus' text format spells it.
struct MetricName: Hashable, Comparable {
    let name: String
    /// `{a="b",c="d"}` without the braces; empty when there are none.
    let labels: String

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = name
        labels = dimensions.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ",")
    }

    func line(_ suffix: String = "", extra: String = "", value: String) -> String {
        let all = [labels, extra].filter { !$0.isEmpty }.joined(separator: ",")
        return "\(name)\(suffix)\(all.isEmpty ? "" : "{\(all)}") \(value)\n"
    }

    static func < (left: MetricName, right: MetricName) -> Bool {
        (left.name, left.labels) < (right.name, right.labels)
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
