/// What the routes of uploads in parts are for.
extension Route {
    static let tusCreation = APIOperation(
        summary: "Begin an upload with tus 1.0.0, perhaps with its first bytes",
        parameters: [
            tusVersion, length("Of the whole file; without it, Upload-Defer-Length is needed"),
            APIOperation.header("Upload-Defer-Length", "1: the length is told later"),
            APIOperation.header(
                "Upload-Metadata", "filename, filetype, kind (chat or asset) and expiration, each in Base64"),
        ], body: .bytes(TusDoor.pieceType, isNeeded: false), success: 201, answer: .empty,
        refusals: APIOperation.parts + [412, 460])

    static func tusOperation(_ method: String) -> APIOperation {
        switch method {
        case "HEAD":
            return APIOperation(
                summary: "Tell how far an upload is", parameters: [tusVersion], success: 200, answer: .empty,
                refusals: APIOperation.asked + [404, 412, 423])
        case "DELETE":
            return APIOperation(
                summary: "Give an upload up", parameters: [tusVersion], success: 204, answer: .empty,
                refusals: APIOperation.asked + [404, 412, 423])
        case "PATCH":
            return APIOperation(
                summary: "Add bytes to an upload; the last ones make the file of it",
                parameters: [tusVersion, offset, APIOperation.header("Upload-Checksum", "An algorithm, and Base64")],
                body: .bytes(TusDoor.pieceType, isNeeded: true), success: 204, answer: .empty,
                refusals: APIOperation.parts + [412, 415, 460])
        default:
            let meant = APIOperation.header("X-HTTP-Method-Override", "HEAD, PATCH or DELETE", isNeeded: true)
            return APIOperation(
                summary: "Any of these, for clients that cannot send the method",
                parameters: [tusVersion, meant, offset],
                body: .bytes(TusDoor.pieceType, isNeeded: false), success: 204, answer: .empty,
                refusals: APIOperation.parts + [200, 405, 412, 415, 460])
        }
    }

    /// - Parameter done: the shape of the answer when the file is there.
    static func partialOperation(_ method: String, done: APISchema) -> APIOperation {
        switch method {
        case "PATCH":
            APIOperation(
                summary: "Add bytes to an upload that was begun at an upload route, which answers when all are there",
                parameters: [
                    offset, APIOperation.header("Upload-Complete", "?1: these are the last ones; ?0: more come"),
                    length("Of the whole file"),
                    APIOperation.header("Upload-Draft-Interop-Version", "The version of the draft: 3 to 8"),
                ],
                body: .bytes(Resumption.pieceType, isNeeded: true), success: 201, answer: .json(done),
                refusals: APIOperation.parts + [204, 415])
        case "DELETE":
            APIOperation(
                summary: "Give an upload up", success: 204, answer: .empty, refusals: APIOperation.asked + [404, 423])
        default:
            APIOperation(
                summary: "Tell how far an upload is", success: 204, answer: .empty,
                refusals: APIOperation.asked + [404, 423])
        }
    }

    private static let tusVersion = APIOperation.header(
        "Tus-Resumable", "The version", isNeeded: true, schema: #"{"const":"1.0.0"}"#)

    private static let offset = APIOperation.header(
        "Upload-Offset", "Where the bytes belong", isNeeded: true, schema: #"{"type":"integer","minimum":0}"#)

    private static func length(_ about: String) -> APIOperation.Parameter {
        APIOperation.header("Upload-Length", about, schema: #"{"type":"integer","minimum":0}"#)
    }
}
