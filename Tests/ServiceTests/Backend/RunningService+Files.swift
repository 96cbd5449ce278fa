import Foundation

extension RunningService {
    /// The status of an answer to an upload.
    func uploadStatus(_ route: String, _ authorization: String, file: String = "/etc/hostname") throws -> String {
        try curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", "Authorization: \(authorization)", "-F",
            "file=@\(file);filename=note.txt", "--max-time", "60", "\(url)/\(route)")
    }

    /// The path of a newly uploaded file.
    func uploadedPath(_ route: String, _ authorization: String) throws -> String {
        let text = try curl(
            "-H", "Authorization: \(authorization)", "-F", "file=@/etc/hostname;filename=note.txt", "\(url)/\(route)")
        let fields = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        guard let path = (fields?["filename"] as? String)?.removingPercentEncoding else { throw Failure(text: text) }
        return path
    }

    func status(_ path: String, _ authorization: String, method: String = "GET") throws -> String {
        try curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-X", method, "-H", "Authorization: \(authorization)",
            "--max-time", "60", "\(url)/files?path=\(path)")
    }
}
