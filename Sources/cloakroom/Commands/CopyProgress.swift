import Synchronization

/// A progress line that another thread moves on.
final class CopyProgress: Sendable {
    private let line: Mutex<ProgressLine>

    init(total: Int) {
        line = Mutex(ProgressLine(verb: "copied", unit: "rows", total: total))
    }

    func show(_ done: Int) { line.withLock { $0.show(done) } }

    func end() { line.withLock { $0.end() } }
}
