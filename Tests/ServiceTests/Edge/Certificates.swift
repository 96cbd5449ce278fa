import Foundation

/// A folder with a self-signed certificate for this machine, which can be renewed.
struct Certificates {
    let folder: String

    var certificate: String { folder + "/server.pem" }
    var key: String { folder + "/server.key" }
    var settings: [String: String] { ["CLOAKROOM_TLS_CERTIFICATE": certificate, "CLOAKROOM_TLS_KEY": key] }

    init(serial: Int) throws {
        folder = NSTemporaryDirectory() + "cloakroom-certificates-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try renew(serial: serial)
    }

    func renew(serial: Int) throws {
        _ = try Shell.script(
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$KEY" -out "$CERTIFICATE" \
                -days 2 -set_serial "$SERIAL" -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 2>/dev/null
            """, ["KEY": key, "CERTIFICATE": certificate, "SERIAL": "\(serial)"])
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
