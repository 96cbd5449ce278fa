/// The sentences of the IETF's draft about an upload that is under way, in its last version.
enum PartialLines {
    private static let piece = "Content-Type: application/partial-upload"
    private static let goesOn = "Upload-Complete: ?0"
    private static let ends = "Upload-Complete: ?1"
    private static let missing = "/P/files/partial/00000000000000000000000000000000"
    private static let problem = "application/problem+json"

    static let all: [ProtocolLine] = [
        // Asking
        .init(
            "OPTIONS of an upload route tells the limits", "OPTIONS", "/P/files/chat", [], nil, 204,
            ["Upload-Limit": limit]),
        .init("OPTIONS of an upload tells the limits", "OPTIONS", "", [], nil, 204, ["Upload-Limit": limit]),
        .init(
            "HEAD tells where it stands and is not kept", "HEAD", "", [], nil, 204,
            [
                "Upload-Offset": "4", "Upload-Length": "10", "Upload-Complete": "?0", "Cache-Control": "no-store",
                "Upload-Limit": limit, "Location": nil,
            ]),
        .init("GET tells the same", "GET", "", [], nil, 204, ["Upload-Offset": "4", "Upload-Complete": "?0"]),
        .init("HEAD of what is not there: 404", "HEAD", missing, [], nil, 404, ["Upload-Offset": nil]),
        // Appending
        .init(
            "PATCH adds bytes", "PATCH", "", [piece, goesOn, "Upload-Offset: 4"], "45", 204,
            ["Upload-Offset": "6", "Upload-Complete": "?0"], offset: 6),
        .init(
            "PATCH to the end is answered as the upload route answers", "PATCH", "", [piece, ends, "Upload-Offset: 4"],
            "456789", 201,
            [
                "Upload-Complete": "?1", "Upload-Offset": "10", "Cloakroom-Path": "",
                "Content-Type": "application/json; charset=utf-8",
            ], offset: 10),
        .init(
            "PATCH of another type: 415", "PATCH", "",
            ["Content-Type: application/octet-stream", goesOn, "Upload-Offset: 4"], "4", 415),
        .init("PATCH without an offset: 400", "PATCH", "", [piece, goesOn], "4", 400),
        .init("PATCH that does not say whether it ends: 400", "PATCH", "", [piece, "Upload-Offset: 4"], "4", 400),
        .init(
            "PATCH that says so in no boolean: 400", "PATCH", "", [piece, "Upload-Complete: yes", "Upload-Offset: 4"],
            "4", 400),
        .init(
            "PATCH elsewhere: 409 with the true place", "PATCH", "", [piece, goesOn, "Upload-Offset: 7"], "7", 409,
            ["Upload-Offset": "4", "Upload-Complete": "?0", "Content-Type": problem]),
        .init(
            "PATCH that would end before the length: 400", "PATCH", "", [piece, ends, "Upload-Offset: 4"], "456", 400,
            ["Content-Type": problem]),
        .init(
            "PATCH with another length: 400", "PATCH", "", [piece, goesOn, "Upload-Offset: 4", "Upload-Length: 11"],
            "4", 400, ["Content-Type": problem]),
        .init(
            "PATCH past the length: 413 with the limits", "PATCH", "", [piece, goesOn, "Upload-Offset: 4"], "4567890",
            413, ["Upload-Limit": limit]),
        .init(
            "PATCH of what is not there: 404", "PATCH", missing, [piece, goesOn, "Upload-Offset: 0"], "0", 404),
        // Versions
        .init(
            "a version that is not spoken: 400", "PATCH", "",
            [piece, goesOn, "Upload-Offset: 4", "Upload-Draft-Interop-Version: 9"], "4", 400),
        .init(
            "version 3 says incomplete and needs no type", "PATCH", "",
            ["Upload-Incomplete: ?1", "Upload-Offset: 4", "Upload-Draft-Interop-Version: 3"], "45", 204,
            ["Upload-Incomplete": "?1", "Upload-Complete": nil, "Upload-Limit": nil], offset: 6),
        .init(
            "version 3 ends where nothing is said", "PATCH", "",
            ["Upload-Offset: 4", "Upload-Draft-Interop-Version: 3"], "456789", 201,
            ["Upload-Incomplete": "?0", "Upload-Complete": nil], offset: 10),
        .init(
            "version 5 needs no type", "PATCH", "", [goesOn, "Upload-Offset: 4", "Upload-Draft-Interop-Version: 5"],
            "45", 204, ["Upload-Complete": "?0", "Upload-Draft-Interop-Version": "5"], offset: 6),
        .init(
            "version 6 goes on where nothing is said", "PATCH", "",
            [piece, "Upload-Offset: 4", "Upload-Draft-Interop-Version: 6"], "45", 204, ["Upload-Complete": "?0"],
            offset: 6),
        .init(
            "version 6 calls the age expires", "HEAD", "", ["Upload-Draft-Interop-Version: 6"], nil, 204,
            ["Upload-Limit": limit.replacing("max-age", with: "expires")]),
        .init(
            "version 7 must say whether it ends: 400", "PATCH", "",
            [piece, "Upload-Offset: 4", "Upload-Draft-Interop-Version: 7"], "4", 400),
        // Creation
        .init(
            "a first part is answered with its place", "POST", "/P/files/chat", [goesOn, name, text], "012", 201,
            ["Location": "", "Upload-Offset": "3", "Upload-Complete": "?0", "Upload-Limit": limit]),
        .init(
            "a file that comes whole is a plain upload", "POST", "/P/files/chat", [ends, name, text], "012", 201,
            ["Location": nil, "Upload-Complete": "?1", "Content-Type": "application/json; charset=utf-8"]),
        .init(
            "a version that is not spoken is a plain upload when it comes whole", "POST", "/P/files/chat",
            [ends, name, text, "Upload-Draft-Interop-Version: 99"], "012", 201, ["Location": nil]),
        .init(
            "and cannot come in parts: 400", "POST", "/P/files/chat",
            [goesOn, name, text, "Upload-Draft-Interop-Version: 99"], "012", 400, ["Location": nil]),
        .init(
            "a form cannot come in parts: 415", "POST", "/P/files/chat",
            [goesOn, "Content-Type: multipart/form-data; boundary=b"], "--b--", 415),
        .init(
            "an announced length over the limit: 413 with the limits", "POST", "/P/files/chat",
            [goesOn, name, text, "Upload-Length: 10240001"], "", 413, ["Upload-Limit": limit, "Location": nil]),
        .init(
            "lengths that disagree: 400", "POST", "/P/files/chat",
            [ends, name, text, "Upload-Length: 4", "Upload-Draft-Interop-Version: 8"], "012", 400,
            ["Content-Type": problem]),
        .init(
            "an extension that is not allowed: 403", "POST", "/P/files/chat",
            [goesOn, "Content-Disposition: inline; filename=a.exe"], "MZ", 403),
        .init("a file without a name: 403", "POST", "/P/files/chat", [goesOn, text], "012", 403),
        .init("an asset needs its role: 403", "POST", "/P/files/assets", [goesOn, name, text], "012", 403),
        // Ending
        .init("DELETE ends it", "DELETE", "", [], nil, 204, offset: nil),
        .init("DELETE of what is not there: 404", "DELETE", missing, [], nil, 404),
    ]

    static let name = "Content-Disposition: attachment; filename=\"note.txt\""
    static let text = "Content-Type: text/plain"
    static let limit = "max-size=10240000, min-size=0, max-append-size=10240000, min-append-size=0, max-age=86400"
}
