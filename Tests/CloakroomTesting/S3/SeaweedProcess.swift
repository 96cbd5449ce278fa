internal import Foundation
internal import Glibc
internal import Synchronization

/// SeaweedFS in one process, on free ports and in a temporary folder, for as long as the value lives.
final class SeaweedProcess: Sendable {
    let url: String
    private let weed: String
    private let folder: String
    private let ports: [UInt16]
    private let running = Mutex<(shell: Process, leash: FileHandle)?>(nil)

    init(weed: String, accessKey: String, secretKey: String) throws {
        self.weed = weed
        folder = NSTemporaryDirectory() + "cloakroom-seaweed-" + UUID().uuidString
        ports = try Self.freePorts(8)
        url = "http://127.0.0.1:\(ports[0])"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let identities = """
            {"identities": [{"name": "cloakroom", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
              "credentials": [{"accessKey": "\(accessKey)", "secretKey": "\(secretKey)"}]}]}
            """
        try Data(identities.utf8).write(to: URL(fileURLWithPath: "\(folder)/identities.json"))
        try start()
    }

    /// It does not heed SIGTERM, so a shell kills it when its leash is let go, be it because the tests have died. What
    /// nobody said to keep goes with it.
    private static let shell = """
        "$@" >log 2>&1 &
        read -r word
        kill -9 $!
        wait
        [ "$word" = keep ] || rm -rf "$PWD"
        """

    func start() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", Self.shell, "bash", weed] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(["WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"]) {
            $1
        }
        let leash = Pipe()
        process.standardInput = leash
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        running.withLock { $0 = (process, leash.fileHandleForWriting) }
    }

    /// Kills it, and leaves what it had.
    func stop() {
        running.withLock { running in
            try? running?.leash.write(contentsOf: Data("keep\n".utf8))
            running?.shell.waitUntilExit()
            running = nil
        }
    }

    private var arguments: [String] {
        [
            "server", "-dir=\(folder)", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=200", "-s3",
            "-s3.config=identities.json", "-s3.port=\(ports[0])", "-s3.port.grpc=\(ports[1])", "-s3.port.iceberg=0",
            "-s3.port.lance=0", "-master.port=\(ports[2])", "-master.port.grpc=\(ports[3])",
            "-volume.port=\(ports[4])", "-volume.port.grpc=\(ports[5])", "-filer.port=\(ports[6])",
            "-filer.port.grpc=\(ports[7])", "-master.electionTimeout=300ms", "-master.heartbeatInterval=100ms",
            "-master.telemetry=false",
        ]
    }

    /// Ports below those that the system hands out by itself.
    private static func freePorts(_ count: Int) throws -> [UInt16] {
        var ports: Set<UInt16> = []
        for _ in 0..<1000 where ports.count < count {
            let port = UInt16.random(in: 20_000..<32_000)
            if isFree(port) { ports.insert(port) }
        }
        guard ports.count == count else { throw S3Server.Unusable(url: "no free ports") }
        return Array(ports)
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafeBytes(of: &address) {
            bind(number, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count)) == 0
        }
    }
}
