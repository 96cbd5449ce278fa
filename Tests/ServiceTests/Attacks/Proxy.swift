import Foundation

/// nginx in front of a service, with connections that it keeps; nil where there is none.
final class Proxy {
    let port: UInt16
    private let tool: RunningTool

    init?(before service: RunningService) throws {
        let program = "/usr/sbin/nginx"
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        port = Trap().port
        let folder = service.folder + "/nginx"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let upstream = service.url.replacing("http://", with: "")
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
        let configuration = """
            daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
            events {}
            http {
                access_log off; client_max_body_size 20m; \(temporary.joined(separator: " "))
                upstream service { server \(upstream); keepalive 4; }
                server {
                    listen 127.0.0.1:\(port);
                    location / {
                        proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection "";
                        proxy_request_buffering off; proxy_buffering off;
                    }
                }
            }
            """
        try configuration.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        tool = try RunningTool(program, ["-p", folder, "-e", folder + "/error.log", "-c", folder + "/nginx.conf"])
        for _ in 0..<100_000 {
            if (try? RawSocket(port: port)) != nil { return }
            sched_yield()
        }
        throw RunningService.Failure(text: "nginx does not start: see \(folder)/error.log")
    }

    deinit { tool.stop() }
}
