import Testing

@testable import CloakroomHTTP

@Suite struct RouteTests {
    private static let project = "0123456789abcdef01234567"

    @Test(arguments: [
        ("/\(project)/files/chat", Route.upload(.chat, project: project)),
        ("/\(project)/files/assets", .upload(.asset, project: project)),
        ("/\(project)/files/users/photo", .upload(.photo, project: project)),
        ("/\(project)/files/links", .link(project: project)),
        ("/\(project)/files/resumable", .tus(project: project)),
        ("/\(project)/files/resumable/0a", .tusUpload(project: project, id: "0a")),
        ("/v1/\(project)/Files/Partial/0a", .partial(project: project, id: "0a")),
        ("/\(project)/files", .file(project: project)), ("/\(project)/files/download", .download(project: project)),
        ("/files", .file(project: nil)), ("/files/download", .download(project: nil)), ("/", .greeting),
        ("/healthz", .health), ("/readyz", .readiness), ("/metrics", .metrics),
        ("/auth/signin", .signIn(.password)), ("/auth/signinAnonymously", .signIn(.anonymous)),
        ("/api/v2/uploads", .zendesk(.uploads)), ("/api/v2/uploads.json", .zendesk(.uploads)),
        ("/v2/uploads/T", .zendesk(.upload(token: "T"))), ("/api/v2/uploads/T.json", .zendesk(.upload(token: "T"))),
        ("/api/v2/uploads/T/consume", .zendesk(.consume(token: "T"))),
        ("/api/v2/attachments/7.json", .zendesk(.attachment(id: "7"))),
        ("/attachments/token/t/", .zendesk(.content(token: "t"))), ("/images", .older(.image)),
        ("/files/users/", .older(.files)), ("//images/public/", .older(.publicImages)),
        ("/images/users", .older(.images)), ("/images/users/photo", .older(.photo)),
        ("/openapi.json", .description), ("/docs", .reference),
        ("/auth/signinWithCustomToken", .signIn(.customToken)), ("/auth/signup", .signIn(.signUp)),
    ])
    func findsEveryRoute(path: String, route: Route) {
        #expect(Route(path: path[...]) == route)
    }

    @Test(arguments: [
        "/v1/files", "/v2/files", "/V3/files", "/api/files", "/api/v1/files", "//files//", "/files/", "/API/v2//FILES/",
    ])
    func takesOffPrefixesAndTolerantSlashes(path: String) {
        #expect(Route(path: path[...]) == .file(project: nil))
    }

    @Test(arguments: [("/v1/v2/files", "v2"), ("/v1/api/files", "api"), ("/api/api/files", "api")])
    func aSecondPrefixIsTakenForAProject(path: String, project: String) {
        #expect(Route(path: path[...]) == .file(project: project))
    }

    @Test func whatLiesBelowAProjectIsUnknownWithIt() {
        #expect(Route(path: "/\(Self.project)/requests") == .unknown(project: Self.project))
        #expect(Route(path: "/nothing") == .unknown(project: nil))
    }

    /// No pattern hides another.
    @Test(arguments: RoutePattern.all.map(\.template))
    func everyTemplateLeadsToItsOwnRoute(template: String) throws {
        let pattern = try #require(RoutePattern.all.first { $0.template == template })
        let path = template.replacing("{", with: "").replacing("}", with: "")
        let names = template.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
        #expect(Route(path: path[...]) == pattern.route(names.map(String.init)))
        #expect(!pattern.route(names.map(String.init)).methods.isEmpty)
    }

    @Test func projectsKeepTheirCaseForTheErrorText() {
        #expect(Route(path: "/ABC/files") == .file(project: "ABC"))
    }
}
