import Foundation

/// What another process wrote so far, line by line.
final class HeardText: @unchecked Sendable {
    private let condition = NSCondition()
    private var text = ""
    private var hasEnded = false

    /// - Parameter text: what was read already.
    init(_ text: String = "") {
        self.text = text
    }

    /// Reads on until the writer ends, so that its pipe never fills.
    func listen(to handle: FileHandle) {
        let descriptor = handle.fileDescriptor
        Thread.detachNewThread { [self] in
            withExtendedLifetime(handle) {
                var bytes = [UInt8](repeating: 0, count: 4096)
                while case let count = read(descriptor, &bytes, bytes.count), count > 0 { add(bytes.prefix(count)) }
                end()
            }
        }
    }

    private func add(_ bytes: some Collection<UInt8>) {
        condition.withLock {
            text += String(decoding: bytes, as: UTF8.self)
            condition.broadcast()
        }
    }

    private func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }

    /// Everything, once the writer has ended.
    func whole() -> String {
        condition.withLock {
            while !hasEnded { condition.wait() }
            return text
        }
    }

    /// Waits for a line in which all of `parts` occur.
    /// - Throws: when it did not come within a minute.
    func line(with parts: String...) throws -> String {
        let deadline = Date(timeIntervalSinceNow: 60)
        condition.lock()
        defer { condition.unlock() }
        while true {
            let whole = text.split(separator: "\n")
            if let line = whole.first(where: { line in parts.allSatisfy(line.contains) }) { return String(line) }
            guard condition.wait(until: deadline) else {
                throw RunningService.Failure(text: "no line with \(parts) in: \(text)")
            }
        }
    }
}
