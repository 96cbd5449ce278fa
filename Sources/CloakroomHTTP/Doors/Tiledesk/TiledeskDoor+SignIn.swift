import CloakroomCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension TiledeskDoor {
    func signIn(_ way: Route.SignIn, _ request: Request, _ context: ConnectionContext) async throws -> Response {
        guard let signIn else {
            throw CloakroomError(.invalid("Sign in at the service that owns the users"))
        }
        switch way {
        case .password:
            let client = address.client(of: request, context)
            return try await passwordSignIn(signIn, try await SignInForm(request, context), client)
        case .anonymous: return try await anonymousSignIn(signIn, try await SignInForm(request, context))
        case .customToken: return try await customTokenSignIn(signIn, request)
        case .signUp:
            guard isSignUpOpen else { throw MethodNotAllowed(allowed: []) }
            return try await signUp(signIn, try await SignInForm(request, context))
        }
    }

    private func passwordSignIn(
        _ signIn: any SignIn, _ form: SignInForm, _ client: String
    ) async throws -> Response {
        guard let email = form.text("email"), email.contains("@") else { return Self.invalid("email", form) }
        guard let password = form.text("password"), !password.isEmpty else { return Self.invalid("password", form) }
        do {
            return Self.answer(try await signIn.signIn(email: email, password: password, client: client))
        } catch let error as CloakroomError where error.kind == .unauthenticated {
            return PublicAnswer(.unauthorized, "Authentication failed. Wrong email or password.").response
        }
    }

    private func anonymousSignIn(_ signIn: any SignIn, _ form: SignInForm) async throws -> Response {
        guard let text = form.text("id_project") else { return Self.invalid("id_project", form) }
        guard let project = HexID(text) else { throw CloakroomError(.invalidProject(text)) }
        let guest = GuestProfile(
            project: project, firstName: form.text("firstname"), lastName: form.text("lastname"),
            email: form.text("email"), attributes: form.object("attributes"))
        return Self.answer(try await signIn.signInAnonymously(guest))
    }

    private func customTokenSignIn(_ signIn: any SignIn, _ request: Request) async throws -> Response {
        guard case .token(let token, _)? = try RequestCredential.read(request.head, secretToken: nil) else {
            throw CloakroomError(.unauthenticated)
        }
        return Self.answer(try await signIn.signIn(customToken: token))
    }

    private func signUp(_ signIn: any SignIn, _ form: SignInForm) async throws -> Response {
        guard let email = form.text("email"), email.contains("@") else { return Self.invalid("email", form) }
        guard let password = form.text("password"), !password.isEmpty else {
            return .json(.ok, [("success", .flag(false)), ("msg", .text("Please pass email and password."))])
        }
        let profile = NewUser(
            email: email, password: password, firstName: form.text("firstname") ?? "",
            lastName: form.text("lastname") ?? "")
        do {
            let user = try await signIn.signUp(profile)
            return .json(
                .ok,
                [
                    ("success", .flag(true)), ("msg", .text("Successfully created new user.")),
                    ("user", .object(Self.fields(user))),
                ])
        } catch let error as CloakroomError where error.kind == .conflict {
            let text = "Email already registered"
            return .json(
                .forbidden,
                [("success", .flag(false)), ("message", .text(text)), ("error", .text(text)), ("msg", .text(text))])
        }
    }

    // MARK: Answers

    private static func answer(_ session: SignedIn) -> Response {
        .json(
            .ok,
            [
                ("success", .flag(true)), ("token", .text("JWT " + session.token)),
                ("user", .object(session.profile.map { ($0.key, JSON($0.value)) })),
            ])
    }

    private static func fields(_ user: User) -> [(key: String, value: JSON)] {
        [
            ("_id", .text(user.id.text)), ("email", .text(user.email)), ("firstname", .text(user.firstName)),
            ("lastname", .text(user.lastName)),
        ]
    }

    /// The shape in which the original's validator reports a field.
    private static func invalid(_ name: String, _ form: SignInForm) -> Response {
        var report: [(key: String, value: JSON)] = [
            ("msg", .text("Invalid value")), ("param", .text(name)), ("location", .text("body")),
        ]
        if name != "password", let value = form.text(name) { report.insert(("value", .text(value)), at: 0) }
        let text = "Invalid value: \(name)"
        return .json(
            .unprocessableContent,
            [
                ("success", .flag(false)), ("errors", .array([.object(report)])), ("error", .text(text)),
                ("msg", .text(text)),
            ])
    }
}
