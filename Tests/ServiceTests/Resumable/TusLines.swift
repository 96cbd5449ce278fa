/// The sentences of tus 1.0.0 about an upload that is under way.
enum TusLines {
    static let all = core + creation

    static let tus = ResumableDesk.tus
    static let piece = ResumableDesk.piece
    static let extensions = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"

    static func sum(_ algorithm: String, _ value: String) -> [String] {
        [tus, piece, "Upload-Offset: 4", "Upload-Checksum: \(algorithm) \(value)"]
    }

    private static let core: [ProtocolLine] = [
        // Core: versions and methods
        .init(
            "OPTIONS lists version, extensions, size and algorithms without the version field", "OPTIONS", "", [], nil,
            204,
            [
                "Tus-Version": "1.0.0", "Tus-Extension": extensions, "Tus-Max-Size": "10240000",
                "Tus-Checksum-Algorithm": "sha1,sha256,md5,crc32", "Tus-Resumable": "1.0.0",
            ]),
        .init(
            "OPTIONS answers at the creation URL too", "OPTIONS", "/P/files/resumable", [], nil, 204,
            ["Tus-Extension": extensions]),
        .init(
            "no version: 412 with the versions, not processed", "PATCH", "", [piece, "Upload-Offset: 4"], "456789", 412,
            ["Tus-Version": "1.0.0", "Tus-Resumable": "1.0.0"]),
        .init("another version: 412", "DELETE", "", ["Tus-Resumable: 0.2.2"], nil, 412, ["Tus-Version": "1.0.0"]),
        .init("no version at creation: 412", "POST", "/P/files/resumable", ["Upload-Length: 1"], nil, 412),
        .init(
            "X-HTTP-Method-Override stands for the method", "POST", "",
            [tus, piece, "X-HTTP-Method-Override: PATCH", "Upload-Offset: 4"], "45", 204, ["Upload-Offset": "6"],
            offset: 6),
        .init("POST to an upload means nothing by itself", "POST", "", [tus], nil, 405),
        .init("GET is no method of an upload", "GET", "", [tus], nil, 405),
        // HEAD
        .init(
            "HEAD tells offset, length, metadata and is not kept", "HEAD", "", [tus], nil, 200,
            [
                "Upload-Offset": "4", "Upload-Length": "10", "Cache-Control": "no-store", "Tus-Resumable": "1.0.0",
                "Upload-Metadata": String(ResumableDesk.note.dropFirst("Upload-Metadata: ".count)),
                "Upload-Expires": "",
                "Upload-Defer-Length": nil,
            ]),
        .init(
            "HEAD of what is not there: 404 without an offset", "HEAD",
            "/P/files/resumable/00000000000000000000000000000000", [tus], nil, 404, ["Upload-Offset": nil]),
        .init("HEAD of what is no id: 404", "HEAD", "/P/files/resumable/x", [tus], nil, 404, ["Upload-Offset": nil]),
        // PATCH
        .init(
            "PATCH adds bytes and tells the new offset and expiry", "PATCH", "", [tus, piece, "Upload-Offset: 4"], "45",
            204, ["Upload-Offset": "6", "Upload-Expires": "", "Cloakroom-Path": nil], offset: 6),
        .init(
            "PATCH to the end makes the file", "PATCH", "", [tus, piece, "Upload-Offset: 4"], "456789", 204,
            ["Upload-Offset": "10", "Cloakroom-Path": "", "Cloakroom-Thumbnail": nil, "Upload-Expires": ""], offset: 10),
        .init(
            "PATCH of another type: 415", "PATCH", "", [tus, "Content-Type: text/plain", "Upload-Offset: 4"], "4", 415),
        .init("PATCH without a type: 415", "PATCH", "", [tus, "Upload-Offset: 4"], "4", 415),
        .init("PATCH too early: 409", "PATCH", "", [tus, piece, "Upload-Offset: 3"], "3", 409),
        .init("PATCH too late: 409", "PATCH", "", [tus, piece, "Upload-Offset: 5"], "5", 409),
        .init("PATCH without an offset: 400", "PATCH", "", [tus, piece], "4", 400),
        .init("PATCH with an offset that is none: 400", "PATCH", "", [tus, piece, "Upload-Offset: -4"], "4", 400),
        .init(
            "PATCH with an offset past all counting: 409", "PATCH", "",
            [tus, piece, "Upload-Offset: 99999999999999999999"], "4", 409),
        .init("PATCH over the length: 413", "PATCH", "", [tus, piece, "Upload-Offset: 4"], "4567890", 413),
        .init(
            "PATCH of what is not there: 404", "PATCH", "/P/files/resumable/00000000000000000000000000000000",
            [tus, piece, "Upload-Offset: 0"], "0", 404),
        .init(
            "PATCH may bring nothing", "PATCH", "", [tus, piece, "Upload-Offset: 4"], "", 204, ["Upload-Offset": "4"]),
        .init(
            "Upload-Length cannot be told anew", "PATCH", "", [tus, piece, "Upload-Offset: 4", "Upload-Length: 11"],
            "4",
            400),
    ]
}
