import CloakroomCore
import Foundation
import Logging
import Synchronization

/// Writes each log entry as one line of `key=value` pairs to standard error.
///
/// Values are quoted where they hold blanks, and control characters never reach the log: a client cannot forge a line.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "time=\(WallClock.system.now().iso8601) level=\(event.level) msg=\(Self.quote("\(event.message)"))"
        for (key, value) in (event.metadata ?? [:]).sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(Self.quote("\(value)"))"
        }
        for (key, value) in metadata where key != Self.requestID { line += " \(key)=\(Self.quote("\(value)"))" }
        Self.write(line + "\n")
    }

    /// The framework's name for what our own lines carry as `id`.
    private static let requestID = "hb.request.id"

    private static func quote(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == 0x7F }) else { return text }
        let plain = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
        return "\"\(plain.joined())\""
    }

    /// One write a line, so that lines of several threads do not mix.
    private static func write(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            _ = Foundation.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
