import Foundation
import Testing

@testable import CloakroomHTTP

/// The API's description against the running binary.
@Suite struct DescriptionTests {
    /// Whatever is asked there is answered by a route: never "no such route" or "no such method".
    @Test func everyPathAndMethodOfTheDescriptionIsThere() throws {
        let desk = try ZendeskDesk(["CLOAKROOM_SIGNUP": "true", "CLOAKROOM_PUBLIC_UPLOADS": "true"])
        let text = try desk.ask("GET", "/openapi.json")
        #expect(text.status == 200 && text.header("Content-Type") == "application/json; charset=utf-8")
        let document = try #require(JSONSerialization.jsonObject(with: Data(text.body)) as? [String: Any])
        #expect(document["openapi"] as? String == "3.1.0")
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        #expect(paths.count == RoutePattern.all.count)
        for (path, methods) in paths {
            let target = path.replacing("{project}", with: desk.project).replacing(#/\{\w+\}/#, with: "x")
            for method in methods.keys {
                let answer = try desk.ask(method.uppercased(), target, as: "owner", [], method == "get" ? nil : [])
                #expect(!answer.text.contains(#""error":"Not found""#), "\(method) \(path)")
                let said = (methods[method] as? [String: Any])?["responses"] as? [String: Any]
                #expect(said?["\(answer.status)"] != nil, "\(method) \(path): \(answer.status) is not declared")
            }
            let other = try desk.ask("COPY", target, as: "owner", [], [])
            let allowed = Set((other.header("Allow") ?? "").components(separatedBy: ", ").map { $0.lowercased() })
            #expect(other.status == 405 && allowed == Set(methods.keys), "\(path): \(other.lines)")
        }
    }

    @Test func theReferenceLoadsAndRunsNothing() throws {
        let desk = try ZendeskDesk()
        let page = try desk.ask("GET", "/docs")
        #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
        for word in ["<script", " src=", " style=", "http://", "https://"] { #expect(!page.text.contains(word)) }
        for pattern in RoutePattern.all { #expect(page.text.contains(pattern.template), "\(pattern.template)") }
    }
}
