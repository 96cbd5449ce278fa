public import Foundation

/// A real S3 server that checks signatures, with an empty bucket.
///
/// `CLOAKROOM_S3_SERVER` says where it comes from: the path of SeaweedFS's `weed`, which is started, or the URL of a
/// running server of any make, for which `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` hold.
public final class S3Server: Sendable {
    /// What it says instead of a reason when there is none.
    public static let isThere = ProcessInfo.processInfo.environment["CLOAKROOM_S3_SERVER"]?.isEmpty == false

    private static let common = Result { try S3Server() }

    /// The one that the tests of a process share, each with a prefix of its own; started with the first of them.
    public static func shared() throws -> S3Server { try common.get() }

    public let url: String
    public let accessKey: String
    public let secretKey: String
    public let bucket: String
    private let process: SeaweedProcess?

    /// Starts one, or finds a bucket in one that runs.
    public init(bucket: String = "cloakroom-\(UUID().uuidString.lowercased())") throws {
        let environment = ProcessInfo.processInfo.environment
        let place = environment["CLOAKROOM_S3_SERVER"] ?? ""
        self.bucket = bucket
        if place.hasPrefix("http") {
            url = place
            accessKey = environment["AWS_ACCESS_KEY_ID"] ?? ""
            secretKey = environment["AWS_SECRET_ACCESS_KEY"] ?? ""
            process = nil
        } else {
            accessKey = "cloakroom"
            secretKey = "it+must/be=signed"
            let weed = try SeaweedProcess(weed: place, accessKey: accessKey, secretKey: secretKey)
            process = weed
            url = weed.url
        }
        try awaitBucket()
    }

    /// Whether the server can be killed and started again.
    public var isOurs: Bool { process != nil }

    /// Kills it, as a crash would.
    public func stop() { process?.stop() }

    /// Starts it again on what it had.
    public func restart() throws {
        try process?.start()
        try awaitBucket()
    }

    /// The value of `CLOAKROOM_PRIMARY` for a store in the bucket.
    public func location(prefix: String = "") -> String { "s3://\(bucket)/\(prefix)?endpoint=\(url)" }

    /// What the server answers to a request signed by curl.
    public func curl(_ path: String, _ arguments: String...) throws -> String { try curl(path, arguments) }

    private func curl(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments =
            ["-sS", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user", "\(accessKey):\(secretKey)"]
            + ["-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD"] + arguments + ["\(url)/\(bucket)\(path)"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self)
    }

    /// A server that is starting answers before it can keep anything.
    private func awaitBucket() throws {
        for _ in 0..<300 {
            _ = try curl("", ["-X", "PUT"])
            let status = try curl("/.probe", ["-X", "PUT", "-d", "1", "-o", "/dev/null", "-w", "%{http_code}"])
            if status == "200" {
                _ = try curl("/.probe", ["-X", "DELETE"])
                return
            }
            usleep(100_000)
        }
        throw Unusable(url: url)
    }

    struct Unusable: Error {
        let url: String
    }
}
