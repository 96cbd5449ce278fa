import CloakroomTesting
import Foundation

/// A real nginx with `deploy/nginx.conf`, in front of a running service, on a free port of this machine.
final class RunningNginx {
    let url: String
    private let folder: String
    private let process = Process()

    static var path: String? {
        ["/usr/sbin/nginx", "/usr/local/sbin/nginx"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    init(before service: RunningService) throws {
        guard let nginx = Self.path else { throw RunningService.Failure(text: "there is no nginx: see deploy/setup") }
        let port = try FreePort.find()
        url = "http://127.0.0.1:\(port)"
        folder = service.folder + "/nginx"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.configuration(service, port).write(toFile: folder + "/site.conf", atomically: true, encoding: .utf8)
        try Self.main.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: nginx)
        process.arguments = ["-p", folder + "/", "-c", "nginx.conf", "-e", "error.log"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        while (try? RawSocket(port: port)) == nil {
            guard process.isRunning else {
                let log = (try? String(contentsOfFile: folder + "/error.log", encoding: .utf8)) ?? ""
                throw RunningService.Failure(text: "nginx ended: \(log)")
            }
            sched_yield()
        }
    }

    deinit {
        // As a child of ours it may have signals blocked that ask.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The file as it is shipped, but for its names.
    private static func configuration(_ service: RunningService, _ port: UInt16) throws -> String {
        let shipped = try String(contentsOfFile: Repository.root + "/deploy/nginx.conf", encoding: .utf8)
        let lines = shipped.split(separator: "\n").filter { !$0.contains("ssl_") }
        return lines.joined(separator: "\n")
            .replacing("listen 443 ssl http2", with: "listen 127.0.0.1:\(port)")
            .replacing("server 127.0.0.1:8080", with: "server \(service.url.dropFirst("http://".count))")
            .replacing("alias /var/lib/cloakroom/", with: "alias \(service.data)/")
    }

    /// One process that stays who it is, so that it may read the service's folders.
    private static let main = """
        daemon off;
        master_process off;
        pid nginx.pid;
        events {}
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            include site.conf;
        }
        """
}
