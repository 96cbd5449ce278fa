import Foundation
import Testing

/// A way by which a file comes in.
struct Door: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var isZendesk = false
    /// Photos count for no quota.
    var isPhoto = false
    private let send: @Sendable (ZendeskDesk, _ name: String, _ content: [UInt8]) throws -> WireAnswer

    /// Sends a file as a project's owner.
    /// - Returns: the last answer: 201, or 204 with tus, if the file was taken.
    func send(_ name: String, _ content: [UInt8], to desk: ZendeskDesk) throws -> WireAnswer {
        try send(desk, name, content)
    }

    static let all: [Door] =
        [
            form("chat", to: "/P/files/chat"), form("asset", to: "/P/files/assets"),
            form("photo", to: "/P/files/users/photo", isPhoto: true), form("older file", to: "/files/users"),
            form("older picture", to: "/images/users"),
            form("older photo", to: "/images/users/photo?force=true", isPhoto: true),
            Door(testDescription: "zendesk, raw", isZendesk: true) { desk, name, content in
                try desk.upload(name, content, as: "owner", ["Content-Type: image/jpeg"])
            },
            form("zendesk, as a form", to: "/api/v2/uploads", isZendesk: true),
            tus("chat"), tus("asset"),
        ]
        + [false, true].flatMap { isWhole in
            [
                partial("chat", to: "/P/files/chat", isWhole: isWhole),
                partial("asset", to: "/P/files/assets", isWhole: isWhole),
                partial("photo", to: "/P/files/users/photo", isPhoto: true, isWhole: isWhole),
                partial("older file", to: "/files/users", isWhole: isWhole),
                partial("older picture", to: "/images/users", isWhole: isWhole),
                partial("older photo", to: "/images/users/photo?force=true", isPhoto: true, isWhole: isWhole),
                partial("zendesk", to: "/api/v2/uploads", isZendesk: true, isWhole: isWhole),
            ]
        }

    private static func form(
        _ name: String, to target: String, isZendesk: Bool = false, isPhoto: Bool = false
    ) -> Door {
        Door(testDescription: name, isZendesk: isZendesk, isPhoto: isPhoto) { desk, name, content in
            try desk.client.ask(
                .upload(WireForm(name, "image/jpeg", content), to: desk.target(target), token: desk.tokens["owner"]))
        }
    }

    /// The length is told with the last bytes only, so that it is counted.
    private static func tus(_ kind: String) -> Door {
        Door(testDescription: "tus, \(kind)") { desk, name, content in
            let metadata = ResumableDesk.metadata([("filename", name), ("filetype", "image/jpeg"), ("kind", kind)])
            let begun = try desk.ask(
                "POST", "/\(desk.project)/files/resumable", as: "owner",
                [ResumableDesk.tus, "Upload-Defer-Length: 1", metadata])
            guard begun.status == 201 else { return begun }
            let half = content.count / 2
            let path = try ResumableDesk.path(begun)
            let piece = [ResumableDesk.tus, ResumableDesk.piece]
            let first = try desk.ask(
                "PATCH", path, as: "owner", piece + ["Upload-Offset: 0"], Array(content[..<half]))
            guard first.status == 204 else { return first }
            return try desk.ask(
                "PATCH", path, as: "owner", piece + ["Upload-Offset: \(half)", "Upload-Length: \(content.count)"],
                Array(content[half...]))
        }
    }

    /// The IETF's way: in one request, or in two.
    private static func partial(
        _ name: String, to target: String, isZendesk: Bool = false, isPhoto: Bool = false, isWhole: Bool
    ) -> Door {
        let way = isWhole ? "in one part" : "in two parts"
        return Door(testDescription: "\(name), \(way)", isZendesk: isZendesk, isPhoto: isPhoto) { desk, name, content in
            let half = isWhole ? content.count : content.count / 2
            let first = try desk.ask(
                "POST", desk.target(target), as: "owner",
                [
                    "Upload-Complete: ?\(isWhole ? 1 : 0)", "Content-Disposition: attachment; filename=\"\(name)\"",
                    "Content-Type: image/jpeg",
                ], Array(content[..<half]))
            guard first.status == 201, !isWhole else { return first }
            return try desk.ask(
                "PATCH", ResumableDesk.path(first), as: "owner",
                ["Content-Type: application/partial-upload", "Upload-Offset: \(half)", "Upload-Complete: ?1"],
                Array(content[half...]))
        }
    }
}

extension ZendeskDesk {
    fileprivate func target(_ template: String) -> String { template.replacing("/P/", with: "/\(project)/") }
}
