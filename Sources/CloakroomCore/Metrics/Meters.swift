internal import Metrics

/// What the service counts. Names follow Prometheus' habits; the labels have few values.
enum Meters {
    static func received(_ record: Record) {
        Counter(label: "cloakroom_uploads_total", dimensions: [("kind", record.kind.rawValue)]).increment()
        Counter(label: "cloakroom_upload_bytes_total", dimensions: [("kind", record.kind.rawValue)])
            .increment(by: record.size)
    }

    static func refused(_ kind: Record.Kind, _ error: any Error) {
        let reason = (error as? CloakroomError)?.kind.label ?? "aborted"
        Counter(label: "cloakroom_refusals_total", dimensions: [("kind", kind.rawValue), ("reason", reason)])
            .increment()
    }

    static func retired(_ record: Record) {
        Counter(label: "cloakroom_deletes_total", dimensions: [("kind", record.kind.rawValue)]).increment()
    }

    static func swept(_ report: SweepReport) {
        Counter(label: "cloakroom_swept_files_total").increment(by: report.files)
        Counter(label: "cloakroom_swept_bytes_total").increment(by: report.bytes)
        Counter(label: "cloakroom_sweep_postponed_total").increment(by: report.postponed)
    }

    static func sweepLag(milliseconds: Int64) {
        Gauge(label: "cloakroom_sweep_lag_seconds").record(Double(milliseconds) / 1000)
    }
}

extension CloakroomError.Kind {
    /// The kind without its details: few values, fit for a metric's label.
    var label: String {
        let text = String(describing: self)
        return String(text.prefix { $0 != "(" })
    }
}
