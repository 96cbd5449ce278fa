import CloakroomCore
import HTTPTypes
import NIOCore

/// Lets a proxy send a file itself: it is told where the file lies, once it is settled that its client may have it.
public struct AccelRedirect: Sendable {
    private let prefix: String

    /// - Parameter prefix: the path below which the proxy, and nobody outside, finds the folders of both stores.
    /// - Returns: nil when it is no path of plain parts that begins and ends with a slash.
    public init?(_ prefix: String) {
        let isPlain = { (byte: UInt8) in ASCII.isAlphanumeric(byte) || "/-_".utf8.contains(byte) }
        guard prefix.hasPrefix("/"), prefix.hasSuffix("/"), prefix != "/", !prefix.contains("//"),
            prefix.utf8.allSatisfy(isPlain)
        else { return nil }
        self.prefix = prefix
    }

    /// Where the proxy finds the blob, percent-encoded: it decodes the path once.
    func location(of key: BlobKey, in holder: Cloakroom.Holder) -> String {
        let parts = [holder.rawValue] + key.parts.map { PercentEncoding.component(String($0)) }
        return prefix + parts.joined(separator: "/")
    }

    /// Whether the proxy would send what we would: it knows nothing of our conditions, and reads some ranges in another way.
    static func serves(_ head: HTTPRequest, isPart: Bool) -> Bool {
        let fields = head.headerFields
        let isConditional =
            fields.contains(.ifMatch) || fields.contains(.ifUnmodifiedSince) || fields.contains(.ifRange)
        return head.method == .get && !isConditional && fields.contains(.range) == isPart
    }
}

extension HTTPField.Name {
    static let xAccelRedirect = parsed("X-Accel-Redirect")
}
