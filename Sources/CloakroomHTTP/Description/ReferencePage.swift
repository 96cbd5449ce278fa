import CloakroomCrypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The API's description as a page that loads nothing and runs nothing.
enum ReferencePage {
    static var response: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: policy,
            ],
            body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// Nothing but our own style, known by its digest.
    private static let policy: String = {
        let digest = Data(Digest(of: style.utf8).bytes).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'"
    }()

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
        h3{font:600 1rem/1.5 ui-monospace,monospace;margin:2rem 0 .25rem;border-top:1px solid #ddd;padding-top:1rem}\
        b{color:#06c}table{border-collapse:collapse;width:100%;font-size:.9rem}\
        td{border-top:1px solid #eee;padding:.25rem .5rem;vertical-align:top}td:first-child{white-space:nowrap;width:12rem}\
        @media(prefers-color-scheme:dark){body{background:#111;color:#ddd}b{color:#6af}h3,td{border-color:#333}}
        """

    private static let html: String = {
        let headings = APIDocument.entries.reduce(into: [String]()) { headings, entry in
            if !headings.contains(entry.route.heading) { headings.append(entry.route.heading) }
        }
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cloakroom: reference</title>\
            <meta name="viewport" content="width=device-width"><style>\(style)</style></head><body>\
            <h1>Cloakroom</h1><p>Every route, also under <code>/api</code>, <code>/v1</code>, <code>/v2</code>, \
            <code>/v3</code>. A credential is <code>Authorization: JWT &lt;token&gt;</code> (or <code>Bearer</code>), or \
            Basic. For programs: <a href="openapi.json">openapi.json</a>.</p>\
            \(headings.map(section).joined())</body></html>
            """
    }()

    private static func section(_ heading: String) -> String {
        let entries = APIDocument.entries.filter { $0.route.heading == heading && $0.method != "HEAD" }
        return "<h2>\(escaped(heading))</h2>" + entries.map(entry).joined()
    }

    private static func entry(_ entry: APIDocument.Entry) -> String {
        let operation = entry.operation
        let parameters = entry.parameters.map { row($0.name, $0.about + ($0.isNeeded ? " (needed)" : "")) }
        let statuses = entry.statuses.map { row(String($0), APIOperation.meaning($0)) }
        let proof =
            switch operation.proof {
            case .needed: "Needs a credential."
            case .optional: "A credential, unless something else opens it."
            case .none: "Needs no credential."
            }
        return
            "<h3><b>\(entry.method)</b> \(escaped(entry.template))</h3><p>\(escaped(operation.summary)). \(proof)</p>"
            + "<table>\((parameters + statuses).joined())</table>"
    }

    private static func row(_ name: String, _ about: String) -> String {
        "<tr><td>\(escaped(name))</td><td>\(escaped(about))</td></tr>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
