import Foundation

/// An upload whose second half is sent when a test says so.
struct HeldUpload {
    private static let boundary = "cloakroom-test"
    private static let half = String(repeating: "half of a text.\n", count: 100_000)

    private let curl: RunningTool

    /// - Parameter arguments: curl's, the address among them.
    init(_ service: RunningService, _ arguments: [String]) throws {
        curl = try service.startCurl(
            arguments + [
                "-X", "POST", "-T", ".", "-H", "Content-Type: multipart/form-data; boundary=\(Self.boundary)",
                "-o", "/dev/null", "-w", "%{http_code} %{http_version}",
            ])
        let disposition = #"Content-Disposition: form-data; name="file"; filename="held.txt""#
        try curl.write("--\(Self.boundary)\r\n\(disposition)\r\nContent-Type: text/plain\r\n\r\n" + Self.half)
    }

    /// Sends the rest, and tells the answer's status and version.
    func finish() throws -> String {
        try curl.write(Self.half + "\r\n--\(Self.boundary)--\r\n")
        try curl.endInput()
        return curl.output()
    }
}
