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

    enum UploadEvent: String { case opened, completed, discarded, expired }

    static func resumable(_ event: UploadEvent) {
        Counter(label: "cloakroom_resumable_uploads_total", dimensions: [("event", event.rawValue)]).increment()
    }

    static func swept(_ report: SweepReport) {
        Counter(label: "cloakroom_swept_files_total").increment(by: report.files)
        Counter(label: "cloakroom_swept_bytes_total").increment(by: report.bytes)
        Counter(label: "cloakroom_sweep_postponed_total").increment(by: report.postponed)
    }

    static func copied(_ report: OwedReport) {
        Counter(label: "cloakroom_copied_files_total").increment(by: report.files)
        Counter(label: "cloakroom_copied_bytes_total").increment(by: report.bytes)
        Counter(label: "cloakroom_copies_postponed_total").increment(by: report.postponed)
    }

    static func owed(_ copies: OwedCopies, at now: Timestamp) {
        Gauge(label: "cloakroom_owed_copies", dimensions: [("store", "primary")]).record(copies.toPrimary)
        Gauge(label: "cloakroom_owed_copies", dimensions: [("store", "secondary")]).record(copies.toSecondary)
        let lag = copies.oldest.map { max(0, now.since($0)) } ?? 0
        Gauge(label: "cloakroom_owed_lag_seconds").record(Double(lag) / 1000)
    }

    /// 0 when all calls go to the store, 1 when none does, 0.5 while one is tried.
    static func breaker(_ calls: CallGuard, _ state: CircuitBreaker.State) {
        let value =
            switch state {
            case .closed: 0.0
            case .probing: 0.5
            case .open: 1.0
            }
        Gauge(label: "cloakroom_store_breaker", dimensions: labels(calls)).record(value)
    }

    static func storeFailed(_ calls: CallGuard) {
        Counter(label: "cloakroom_store_failures_total", dimensions: labels(calls)).increment()
    }

    static func storeSkipped(_ calls: CallGuard) {
        Counter(label: "cloakroom_store_skipped_total", dimensions: labels(calls)).increment()
    }

    private static func labels(_ calls: CallGuard) -> [(String, String)] {
        [("store", calls.store), ("calls", calls.calls.rawValue)]
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
