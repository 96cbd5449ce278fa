import Foundation
import Testing

/// `Expect: 100-continue` at every route that reads a body, against the real binary.
@Suite(.timeLimit(.minutes(15))) struct ExpectTests {
    private static let form = "Content-Type: multipart/form-data; boundary=b"
    private static let name = "Content-Disposition: attachment; filename=\"note.txt\""
    private static let tus = [ResumableDesk.tus, ResumableDesk.piece, "Upload-Length: 5", ResumableDesk.note]
        .joined(separator: "\r\n")

    private static let routes: [(target: String, fields: String)] =
        ["signin", "signinAnonymously", "signup"].map { ("/auth/\($0)", "Content-Type: application/json") }
        + ["chat", "assets", "users/photo"].map { ("/P/files/\($0)", form) }
        + ["/files/users", "/files/public", "/images/users", "/images/users/photo", "/images/public"].map { ($0, form) }
        + [
            ("/P/files/links", "Content-Type: application/json"), ("/api/v2/uploads?filename=note.txt", "X: y"),
            ("/api/v2/uploads", form),
            ("/P/files/chat", name + "\r\nUpload-Complete: ?0"), ("/P/files/chat", name + "\r\nUpload-Complete: ?1"),
            ("/P/files/resumable", tus),
        ]

    @Test func whoWaitsToBeInvitedIsInvited() throws {
        let loaded = try LoadedService(["CLOAKROOM_SIGNUP": "true", "CLOAKROOM_PUBLIC_UPLOADS": "true"])
        for (target, fields) in Self.routes {
            let socket = try loaded.connect()
            socket.send(
                "POST \(target.replacing("/P/", with: "/\(loaded.project)/")) HTTP/1.1\r\nHost: a\r\n"
                    + "Authorization: JWT \(loaded.owner)\r\nExpect: 100-continue\r\nConnection: close\r\n"
                    + "Content-Length: 5\r\n\(fields)\r\n\r\n")
            let first = String(decoding: socket.receive(), as: UTF8.self)
            #expect(first.status == 100, "\(target): \(first)")
            socket.send("hello")
            let answer = socket.receiveToEnd()
            #expect(answer.status != nil && answer.status != 408, "\(target): \(answer)")
        }
    }
}
