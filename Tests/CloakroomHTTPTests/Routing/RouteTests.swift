import Testing

@testable import CloakroomHTTP

@Suite struct RouteTests {
    private static let project = "0123456789abcdef01234567"

    @Test(arguments: [
        ("/\(project)/files/chat", Route.upload(.chat, project: project)),
        ("/\(project)/files/assets", .upload(.asset, project: project)),
        ("/\(project)/files/users/photo", .upload(.photo, project: project)),
        ("/\(project)/files", .file(project: project)), ("/\(project)/files/download", .download(project: project)),
        ("/files", .file(project: nil)), ("/files/download", .download(project: nil)), ("/", .greeting),
        ("/healthz", .health), ("/readyz", .readiness), ("/metrics", .metrics),
        ("/auth/signin", .signIn(.password)), ("/auth/signinAnonymously", .signIn(.anonymous)),
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

    @Test func projectsKeepTheirCaseForTheErrorText() {
        #expect(Route(path: "/ABC/files") == .file(project: "ABC"))
    }
}
