import CloakroomCore
import HTTPTypes
import Hummingbird

/// A request about an upload in parts, known to be somebody's.
struct ResumableRequest {
    let request: Request
    let context: ConnectionContext
    let sender: Principal
    let project: Project

    /// Ends this request's connection: a newer one is at the same upload.
    var oust: @Sendable () -> Void {
        { [channel = context.channel] in channel.close(promise: nil) }
    }
}

extension Response {
    /// Tells the file that an upload became.
    mutating func name(_ record: Record) {
        headers[.cloakroomPath] = record.path
        if record.thumbnail != nil { headers[.cloakroomThumbnail] = FilePath.thumbnail(of: record.path) }
    }
}
