import HTTPTypes

extension HTTPField.Name {
    static let tusResumable = resumable("Tus-Resumable")
    static let tusVersion = resumable("Tus-Version")
    static let tusExtension = resumable("Tus-Extension")
    static let tusMaxSize = resumable("Tus-Max-Size")
    static let tusChecksumAlgorithm = resumable("Tus-Checksum-Algorithm")
    static let xHTTPMethodOverride = resumable("X-HTTP-Method-Override")
    static let uploadOffset = resumable("Upload-Offset")
    static let uploadLength = resumable("Upload-Length")
    static let uploadDeferLength = resumable("Upload-Defer-Length")
    static let uploadMetadata = resumable("Upload-Metadata")
    static let uploadExpires = resumable("Upload-Expires")
    static let uploadChecksum = resumable("Upload-Checksum")
    static let uploadComplete = resumable("Upload-Complete")
    static let uploadIncomplete = resumable("Upload-Incomplete")
    static let uploadLimit = resumable("Upload-Limit")
    static let uploadInteropVersion = resumable("Upload-Draft-Interop-Version")
    static let cloakroomPath = resumable("Cloakroom-Path")
    static let cloakroomThumbnail = resumable("Cloakroom-Thumbnail")

    private static func resumable(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("not a header name: \(name)") }
        return name
    }
}
