import Foundation
import Hummingbird

/// A chat backend that says what a test tells it to say, as a process of its own. Prints the port it listens on.
///
/// `PUT /fake/answers` replaces its answers, `POST /fake/release` lets go of those held back, and
/// `GET /fake/requests` tells what it was asked.
@main
enum Main {
    /// - Parameter port: the first argument; the system chooses when there is none.
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
        let application = Application(
            responder: FakeResponder(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in
                // A pipe is buffered in blocks: the line is written at once, or the test waits for ever.
                FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? port)\n".utf8))
            })
        try await application.runService()
    }
}
