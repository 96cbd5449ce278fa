import CloakroomCore

/// The OpenAPI description of every route that the router knows, made from the router's own table.
enum APIDocument {
    /// One path and method.
    struct Entry: Sendable {
        let template: String
        let method: String
        let route: Route

        var operation: APIOperation { route.operation(method) }
        var parameters: [APIOperation.Parameter] { APIDocument.pathParameters(template) + operation.parameters }

        /// With what comes from being a method like any other.
        var statuses: [Int] {
            let isFile = if case .file = operation.answer { true } else { false }
            return ([operation.success] + (isFile ? [206, 304] : []) + operation.refusals).sorted()
        }
    }

    static let entries: [Entry] = RoutePattern.all.flatMap { pattern in
        let names = pathParameters(pattern.template).map(\.name)
        let route = pattern.route(names)
        return route.methods.map { Entry(template: pattern.template, method: $0, route: route) }
    }

    static let text = JSON.object([
        ("openapi", .text("3.1.0")), ("info", .object(info)), ("servers", .array([.object([("url", .text("/"))])])),
        ("paths", .object(paths)), ("components", .object(components)),
    ]).encoded

    private static let info: [(key: String, value: JSON)] = [
        ("title", .text("Cloakroom")), ("version", .text("1")),
        (
            "description",
            .text(
                "Files of chat and support products: verified, kept durably, with thumbnails and expiry. All routes are "
                    + "also there under /api, /v1, /v2, /v3; OPTIONS is answered at every path.")
        ),
    ]

    private static var paths: [(key: String, value: JSON)] {
        var paths: [(key: String, value: JSON)] = []
        for entry in entries where !paths.contains(where: { $0.key == entry.template }) {
            let methods = entries.filter { $0.template == entry.template }
            paths.append((entry.template, .object(methods.map { ($0.method.lowercased(), .object($0.fields)) })))
        }
        return paths
    }

    private static var components: [(key: String, value: JSON)] {
        let schemes = [
            ("token", #"{"type":"apiKey","in":"header","name":"Authorization","description":"JWT <token>"}"#),
            ("bearer", #"{"type":"http","scheme":"bearer"}"#), ("password", #"{"type":"http","scheme":"basic"}"#),
        ]
        return [
            ("schemas", .object(APISchema.allCases.map { ($0.rawValue, .raw($0.text)) })),
            ("securitySchemes", .object(schemes.map { ($0.0, .raw($0.1)) })),
        ]
    }

    fileprivate static func pathParameters(_ template: String) -> [APIOperation.Parameter] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { word in
            let name = String(word.dropFirst().dropLast())
            return APIOperation.Parameter(name: name, place: "path", isNeeded: true, about: meaning(of: name))
        }
    }

    private static func meaning(of parameter: String) -> String {
        switch parameter {
        case "project": "The project's id, 24 hex digits"
        case "token": "The upload's token; .json may follow, save before another part of the path"
        case "number": "The attachment's number; .json may follow"
        case "id": "As the upload's Location tells"
        case "content_token": "As it stands in content_url"
        default: parameter
        }
    }
}

extension APIDocument.Entry {
    fileprivate var fields: [(key: String, value: JSON)] {
        let operation = operation
        var fields: [(key: String, value: JSON)] = [
            ("tags", .array([.text(route.heading)])), ("summary", .text(operation.summary)),
            ("parameters", .array(parameters.map { .object($0.fields) })),
        ]
        if let body = operation.body { fields.append(("requestBody", .object(body.fields))) }
        fields.append(("responses", .object(statuses.map { (String($0), .object(answer($0))) })))
        fields.append(("security", .raw(Self.security(operation.proof))))
        return fields
    }

    private func answer(_ status: Int) -> [(key: String, value: JSON)] {
        let answer: APIOperation.Answer =
            switch status {
            case 206: operation.answer
            case 204, 304: .empty
            case operation.success: operation.answer
            case 503 where route == .readiness: operation.answer
            default: .json(route.errorSchema)
            }
        let content: [(key: String, value: JSON)] =
            switch answer {
            case _ where method == "HEAD": []
            case .json(let schema): [("application/json", .object([("schema", schema.reference)]))] + problem(status)
            case .text(let type): [(type, .raw(#"{"schema":{"type":"string"}}"#))]
            case .file: [("*/*", .raw("{}"))]
            case .empty: []
            }
        var fields: [(key: String, value: JSON)] = [("description", .text(APIOperation.meaning(status)))]
        if !content.isEmpty { fields.append(("content", .object(content))) }
        return fields
    }

    /// Errors that a draft has words of its own for.
    private func problem(_ status: Int) -> [(key: String, value: JSON)] {
        guard status == 400 || status == 409, route.tellsProblems else { return [] }
        return [("application/problem+json", .raw(#"{"schema":{"type":"object"}}"#))]
    }

    private static func security(_ proof: APIOperation.Proof) -> String {
        let all = #"{"token":[]},{"bearer":[]},{"password":[]}"#
        return switch proof {
        case .needed: "[\(all)]"
        case .optional: "[{},\(all)]"
        case .none: "[]"
        }
    }
}

extension Route {
    fileprivate var tellsProblems: Bool {
        switch self {
        case .partial, .zendesk(.partial): true
        default: false
        }
    }
}

extension APISchema {
    fileprivate var reference: JSON { .object([("$ref", .text("#/components/schemas/\(rawValue)"))]) }
}

extension APIOperation.Parameter {
    fileprivate var fields: [(key: String, value: JSON)] {
        [
            ("name", .text(name)), ("in", .text(place)), ("required", .flag(isNeeded)), ("schema", .raw(schema)),
            ("description", .text(about)),
        ]
    }
}

extension APIOperation.Body {
    fileprivate var fields: [(key: String, value: JSON)] {
        let (isNeeded, content): (Bool, [(key: String, value: JSON)]) =
            switch self {
            case .form(let name): (true, [Self.form(name)])
            case .raw(let name): (true, [("application/octet-stream", .raw("{}")), Self.form(name)])
            case .bytes(let type, let isNeeded): (isNeeded, [(type, .raw("{}"))])
            case .json(let schema, let isNeeded):
                (isNeeded, [("application/json", .object([("schema", schema.reference)]))])
            }
        return [("required", .flag(isNeeded)), ("content", .object(content))]
    }

    private static func form(_ name: String) -> (key: String, value: JSON) {
        let file = #"{"type":"string","contentMediaType":"application/octet-stream"}"#
        let schema = #"{"type":"object","required":["\#(name)"],"properties":{"\#(name)":\#(file)}}"#
        return ("multipart/form-data", .object([("schema", .raw(schema))]))
    }
}
