import HTTPTypes

extension HTTPField.Name {
    static let tusResumable = parsed("Tus-Resumable")
    static let tusVersion = parsed("Tus-Version")
    static let tusExtension = parsed("Tus-Extension")
    static let tusMaxSize = parsed("Tus-Max-Size")
    static let tusChecksumAlgorithm = parsed("Tus-Checksum-Algorithm")
    static let xHTTPMethodOverride = parsed("X-HTTP-Method-Override")
    static let uploadOffset = parsed("Upload-Offset")
    static let uploadLength = parsed("Upload-Length")
    static let uploadDeferLength = parsed("Upload-Defer-Length")
    static let uploadMetadata = parsed("Upload-Metadata")
    static let uploadExpires = parsed("Upload-Expires")
    static let uploadChecksum = parsed("Upload-Checksum")
    static let uploadComplete = parsed("Upload-Complete")
    static let uploadIncomplete = parsed("Upload-Incomplete")
    static let uploadLimit = parsed("Upload-Limit")
    static let uploadInteropVersion = parsed("Upload-Draft-Interop-Version")
    static let cloakroomPath = parsed("Cloakroom-Path")
    static let cloakroomThumbnail = parsed("Cloakroom-Thumbnail")
}
