import Foundation

/// Tells how far long work has come: a bar with rate and time left on a terminal, a line now and then elsewhere.
struct ProgressLine {
    private let verb: String
    private let unit: String
    /// Nil when nobody knows before the end.
    private var total: Int?
    private let start = ContinuousClock.now
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last = ContinuousClock.now

    init(verb: String, unit: String, total: Int?) {
        self.verb = verb
        self.unit = unit
        self.total = total
    }

    /// - Parameters:
    ///   - total: as many as are expected by now.
    ///   - bytes: those that were moved so far, for a rate of their own.
    mutating func show(_ done: Int, of total: Int? = nil, bytes: Int64? = nil) {
        self.total = total ?? self.total
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
        guard ContinuousClock.now - last >= pause else { return }
        last = .now
        Notice.write(isTerminal ? "\r\u{1B}[K\(line(done, bytes))" : line(done, bytes) + "\n")
    }

    /// Clears the bar; what was done is told by the command itself.
    func end() {
        if isTerminal { Notice.write("\r\u{1B}[K") }
    }

    private func line(_ done: Int, _ bytes: Int64?) -> String {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
        let rate = Double(done) / seconds
        guard let total else { return "\(verb) \(done) \(unit), \(Int(rate))/s" }
        let whole = max(total, done)
        let left = rate > 0 ? Int(Double(whole - done) / rate) : 0
        let filled = whole == 0 ? 20 : 20 * done / whole
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
        let flow = bytes.map { ", \(Int(Double($0) / seconds / 1000)) kB/s" } ?? ""
        return "[\(bar)] \(verb) \(done) of \(whole) \(unit), \(Int(rate))/s\(flow), \(left) s left"
    }
}

/// What a person should read, on standard error: standard output is for ids and figures alone.
enum Notice {
    static func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    static func line(_ text: String) { write(text + "\n") }
}
