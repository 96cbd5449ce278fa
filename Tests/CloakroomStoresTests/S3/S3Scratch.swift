import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Foundation
import Testing

/// Why tests that need a real server are left out.
let needsS3Server: Comment = "needs CLOAKROOM_S3_SERVER: deploy/test sets it"

extension Scratch {
    /// A store in the shared bucket of a real server, below a prefix of its own.
    func bucketStore(
        prefix: String = UUID().uuidString, bucket: String? = nil, secretKey: String? = nil
    ) throws -> S3Store {
        let server = try S3Server.shared()
        var text = server.location(prefix: prefix)
        if let bucket { text = text.replacing(server.bucket, with: bucket) }
        return S3Store(
            try S3Location(text, region: nil),
            credentials: .given(S3Credentials(accessKey: server.accessKey, secretKey: secretKey ?? server.secretKey)),
            patience: .seconds(600))
    }
}
