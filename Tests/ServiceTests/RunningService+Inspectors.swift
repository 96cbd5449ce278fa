import Foundation

/// The helper processes that look at files.
extension RunningService {
    var inspectors: [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return processes.filter { Self.state(of: $0).dropFirst().first == "\(processID)" }
    }

    /// False once a process has ended, whether or not its parent has noticed. Its first thread may end before the others
    /// have let go of its files.
    static func isRunning(_ process: pid_t) -> Bool {
        guard let letter = state(of: process).first else { return false }
        let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
        return letter != "Z" || (threads?.count ?? 0) > 1
    }

    /// Stops a process and waits until it stands still.
    static func stop(_ process: pid_t) {
        Foundation.kill(process, SIGSTOP)
        while state(of: process).first != "T" { sched_yield() }
    }

    /// The state's letter, the parent and what else /proc/PID/stat tells after the name.
    private static func state(of process: pid_t) -> [Substring] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        guard let name = text.lastIndex(of: ")") else { return [] }
        return text[name...].dropFirst().split(separator: " ")
    }
}
