import Foundation

/// Tells how far long work has come: a bar with rate and time left on a terminal, a line now and then elsewhere.
struct ProgressLine {
    private let verb: String
    private let unit: String
    private let total: Int
    private let start = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last = ContinuousClock.now

    init(verb: String, unit: String, total: Int) {
        self.verb = verb
        self.unit = unit
        self.total = total
    }

    mutating func show(_ done: Int) {
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
        guard ContinuousClock.now - last >= pause else { return }
        last = .now
        Notice.write(isTerminal ? "\r\u{1B}[K\(line(done))" : line(done) + "\n")
    }

    /// Clears the bar; what was done is told by the command itself.
    func end() {
        if isTerminal { Notice.write("\r\u{1B}[K") }
    }

    private func line(_ done: Int) -> String {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let rate = Double(done) / seconds
        let whole = max(total, done)
        let left = rate > 0 ? Int(Double(whole - done) / rate) : 0
        let filled = whole == 0 ? 20 : 20 * done / whole
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
        return "[\(bar)] \(verb) \(done) of \(whole) \(unit), \(Int(rate))/s, \(left) s left"
    }
}

/// What a person should read, on standard error: standard output is for ids and figures alone.
enum Notice {
    static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    static func line(_ text: String) { write(text + "\n") }
}
