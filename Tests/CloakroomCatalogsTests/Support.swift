import CloakroomCore
import CloakroomCrypto
import Foundation
import GRDB
import Testing

/// A reserved chat file of 100 bytes, created at 0, its lease ending a minute later.
func record(_ key: String, expires: Timestamp? = nil) throws -> CloakroomCore.Record {
    try CloakroomCore.Record(
        key: #require(BlobKey(key)), path: key, kind: .chat, project: HexID("0123456789abcdef01234567"), owner: "owner",
        name: "note.txt", size: 100, digest: Digest(of: key.utf8), contentType: "text/plain",
        created: Timestamp(milliseconds: 0), expires: expires,
        lease: .init(owner: "process", until: Timestamp(milliseconds: 60_000)))
}

/// Runs blocking `work` on a thread of its own.
func onAThread(_ work: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { caller in
        Thread.detachNewThread { caller.resume(with: Result { try work() }) }
    }
}

/// For a connection that plays another process at work.
var allowingOpenTransactions: Configuration {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return configuration
}
