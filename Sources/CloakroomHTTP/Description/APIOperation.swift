/// One method at one path, as the API's description tells of it.
struct APIOperation: Sendable {
    /// How a request proves who sent it.
    enum Proof: Sendable { case needed, none, optional }

    enum Body: Sendable {
        /// A form with one file under this name.
        case form(file: String)
        /// The file itself, or a form with one file under this name.
        case raw(orFile: String)
        case json(APISchema, isNeeded: Bool)
        /// Bytes of a file, under a type of their own.
        case bytes(String, isNeeded: Bool)
    }

    enum Answer: Sendable {
        case json(APISchema)
        case text(String)
        case file
        case empty
    }

    struct Parameter: Sendable {
        var name: String
        var place = "query"
        var isNeeded = false
        var schema = #"{"type":"string"}"#
        var about: String
    }

    var summary: String
    var proof = Proof.needed
    var parameters: [Parameter] = []
    var body: Body?
    /// What is answered when all is well.
    var success: Int
    var answer: Answer
    /// Other statuses.
    var refusals: [Int]

    static func query(_ name: String, _ about: String, isNeeded: Bool = false) -> Parameter {
        Parameter(name: name, isNeeded: isNeeded, about: about)
    }

    static func seconds(_ name: String, _ about: String) -> Parameter {
        Parameter(name: name, schema: #"{"type":"integer"}"#, about: about)
    }

    static func header(
        _ name: String, _ about: String, isNeeded: Bool = false, schema: String = #"{"type":"string"}"#
    ) -> Parameter {
        Parameter(name: name, place: "header", isNeeded: isNeeded, schema: schema, about: about)
    }

    static let project = Parameter(
        name: "Cloakroom-Project", place: "header", about: "The project that is meant, for members of several")

    // MARK: Refusals

    /// What may be wrong with any request that says who sent it.
    static let asked = [400, 401, 403, 429, 503]
    static let read = asked + [404, 412, 416]
    static let received = asked + [404, 408, 413, 507]
    /// An upload in parts, also in the words of the draft.
    static let parts = received + [409, 423]

    /// What a status means, in a few words.
    static func meaning(_ status: Int) -> String {
        switch status {
        case 200: "Done"
        case 201: "Kept, durably"
        case 204: "Done, and nothing to tell"
        case 206: "The part that was asked for"
        case 304: "The client has it already"
        case 400: "The request is malformed"
        case 401: "The credential is missing or does not hold"
        case 403: "Not for whoever asks, or not what it claims to be"
        case 404: "Not there, or not for whoever asks"
        case 405: "No method of this route"
        case 408: "Too slow"
        case 409: "It is not as the request takes it to be"
        case 412: "A precondition does not hold"
        case 413: "Too large"
        case 415: "The content is of a type that is not taken"
        case 416: "No such part"
        case 422: "A field cannot be taken as it is"
        case 423: "A newer request is at it"
        case 429: "Too many requests; try again after Retry-After seconds"
        case 460: "The bytes do not have the checksum"
        case 503: "Not now; try again after Retry-After seconds"
        case 507: "No room, or over a quota"
        default: "Status \(status)"
        }
    }
}

/// The shapes of JSON that answers and bodies have.
enum APISchema: String, Sendable, CaseIterable {
    case error = "Error"
    case zendeskError = "ZendeskError"
    case upload = "Upload"
    case deleted = "Deleted"
    case links = "Links"
    case linkWish = "LinkWish"
    case signIn = "SignIn"
    case signedIn = "SignedIn"
    case zendeskUpload = "ZendeskUpload"
    case zendeskAttachment = "ZendeskAttachment"
    case state = "State"
    case openAPI = "OpenAPI"

    /// JSON Schema.
    var text: String {
        switch self {
        case .error:
            Self.object(
                #""success":{"const":false},"error":{"type":"string"},"msg":{"type":"string"},"#
                    + #""message":{"type":"string","description":"With 429: Rate limit exceeded"}"#, 3)
        case .zendeskError:
            Self.object(#""error":{"type":"string"},"description":{"type":"string"},"details":{"type":"object"}"#, 1)
        case .upload:
            Self.object(
                #""message":{"type":"string"},"filename":{"type":"string"},"size":{"type":"integer"},"#
                    + #""content_type":{"type":"string"},"sha256":{"type":"string"},"url":{"type":"string"},"#
                    + #""thumbnail":{"type":"string"},"thumbnail_url":{"type":"string"},"expires_at":"# + Self.time, 6)
        case .deleted: Self.object(#""message":{"type":"string"},"filename":{"type":"string"}"#, 2)
        case .links:
            Self.object(
                #""url":{"type":"string"},"expires_at":\#(Self.time),"thumbnail_url":{"type":"string"}"#, 2)
        case .linkWish:
            Self.object(
                #""path":{"type":"string"},"expires_in":{"type":"integer","minimum":1},"#
                    + #""as_attachment":{"type":"boolean"}"#, 1)
        case .signIn:
            Self.object(
                ["email", "password", "id_project", "firstname", "lastname"].map { "\"\($0)\":{\"type\":\"string\"}" }
                    .joined(separator: ","), 0)
        case .signedIn: Self.object(#""success":{"type":"boolean"},"token":{"type":"string"},"user":{}"#, 1)
        case .zendeskUpload:
            Self.object(
                #""upload":{"type":"object","required":["token","expires_at","attachments","attachment"],"#
                    + #""properties":{"token":{"type":"string"},"expires_at":\#(Self.time),"attachments":"#
                    + #"{"type":"array","items":\#(Self.attachment)},"attachment":\#(Self.attachment)}}"#, 1)
        case .zendeskAttachment: Self.object(#""attachment":"# + Self.attachment, 1)
        case .state: Self.object(#""status":{"type":"string"}"#, 1)
        case .openAPI: #"{"type":"object"}"#
        }
    }

    private static let time = #"{"type":"string","format":"date-time"}"#

    private static let attachment = object(
        #""id":{"type":"integer"},"file_name":{"type":"string"},"content_url":{"type":"string"},"#
            + #""content_type":{"type":"string"},"size":{"type":"integer"},"url":{"type":"string"},"#
            + #""width":{"type":["integer","null"]},"height":{"type":["integer","null"]},"#
            + #""thumbnails":{"type":"array","items":{"type":"object"}}"#, 6)

    /// - Parameter count: how many of the properties, from the first on, are always there.
    private static func object(_ properties: String, _ count: Int) -> String {
        let names = properties.matches(of: #/(?:^|},)"(\w+)":/#).prefix(count).map { "\"\($0.output.1)\"" }
        return #"{"type":"object","required":[\#(names.joined(separator: ","))],"properties":{\#(properties)}}"#
    }
}
