/// The sentences of tus 1.0.0 about beginning and ending, and about checksums.
extension TusLines {
    static let creation: [ProtocolLine] = [
        // Creation
        .init(
            "creation answers 201 with the place", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.note], nil, 201, ["Location": "", "Upload-Expires": ""]),
        .init("creation without a length: 400", "POST", "/P/files/resumable", [tus, ResumableDesk.note], nil, 400),
        .init(
            "creation with two: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", "Upload-Defer-Length: 1", ResumableDesk.note], nil, 400),
        .init(
            "Upload-Defer-Length is 1 or nothing: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Defer-Length: 2", ResumableDesk.note], nil, 400),
        .init(
            "a length that is none: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 1e3", ResumableDesk.note],
            nil, 400),
        .init(
            "a length over the limit: 413", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 10240001", ResumableDesk.note], nil, 413, ["Location": nil]),
        .init(
            "a length past all counting: 413", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 99999999999999999999", ResumableDesk.note], nil, 413),
        .init(
            "metadata must be Base64: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", "Upload-Metadata: filename note.txt"], nil, 400),
        .init(
            "metadata keys are unique: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", "Upload-Metadata: a YQ==,a YQ=="], nil, 400),
        .init(
            "metadata may leave the value out", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.note + ",seen,kept "], nil, 201),
        .init(
            "metadata with an empty pair: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.note + ",,a YQ=="], nil, 400),
        .init(
            "an unknown kind: 400", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.metadata([("filename", "a.txt"), ("kind", "photo")])], nil, 400),
        .init(
            "an extension that is not allowed: 403 before any byte", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.metadata([("filename", "a.exe")])], nil, 403),
        .init(
            "an asset needs its role: 403", "POST", "/P/files/resumable",
            [tus, "Upload-Length: 5", ResumableDesk.metadata([("filename", "a.txt"), ("kind", "asset")])], nil, 403),
        .init(
            "creation with the first bytes", "POST", "/P/files/resumable",
            [tus, piece, "Upload-Length: 5", ResumableDesk.note], "012", 201, ["Upload-Offset": "3", "Location": ""]),
        .init(
            "creation with all bytes makes the file", "POST", "/P/files/resumable",
            [tus, piece, "Upload-Length: 5", ResumableDesk.note], "01234", 201,
            ["Upload-Offset": "5", "Cloakroom-Path": ""]),
        .init(
            "creation with too many bytes: 413", "POST", "/P/files/resumable",
            [tus, piece, "Upload-Length: 5", ResumableDesk.note], "012345", 413),
        // Checksum
        .init(
            "a piece with its SHA-1", "PATCH", "", sum("sha1", "+2RDUVYNgpb+baMyI2sfjWGygoo="), "45", 204,
            ["Upload-Offset": "6"], offset: 6),
        .init(
            "a piece with another SHA-1: 460, thrown away", "PATCH", "", sum("sha1", "+2RDUVYNgpb+baMyI2sfjWGygoo="),
            "46", 460),
        .init(
            "an algorithm that is not announced: 400", "PATCH", "", sum("sha3", "+2RDUVYNgpb+baMyI2sfjWGygoo="), "45",
            400),
        .init("a checksum of the wrong length: 400", "PATCH", "", sum("sha1", "YWJj"), "45", 400),
        .init("a checksum that is none: 400", "PATCH", "", sum("sha1", "***"), "45", 400),
        // Termination
        .init("DELETE ends it: 204", "DELETE", "", [tus], nil, 204, ["Tus-Resumable": "1.0.0"], offset: nil),
        .init(
            "DELETE of what is not there: 404", "DELETE", "/P/files/resumable/00000000000000000000000000000000", [tus],
            nil, 404),
    ]
}
