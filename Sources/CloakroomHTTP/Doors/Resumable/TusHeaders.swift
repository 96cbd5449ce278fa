import CloakroomCore
import CloakroomCrypto
import Foundation
import HTTPTypes

/// Reads tus' own header fields.
enum TusHeaders {
    /// The length of a new upload; nil when it will be told later.
    /// - Throws: `.invalid` unless exactly one of both fields says so.
    static func length(_ headers: HTTPFields) throws -> Int64? {
        let length = try number(.uploadLength, headers)
        switch (length, headers[.uploadDeferLength]) {
        case (let length?, nil): return length
        case (nil, "1"): return nil
        default: throw CloakroomError(.invalid("One of Upload-Length and Upload-Defer-Length: 1 is needed"))
        }
    }

    /// A number of bytes; nil when the field is not there. What cannot be counted is as much as can.
    static func number(_ name: HTTPField.Name, _ headers: HTTPFields) throws -> Int64? {
        guard let text = headers[name] else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else {
            throw CloakroomError(.invalid("\(name) must be a number of bytes"))
        }
        return Int64(text) ?? .max
    }

    static func bringsPiece(_ headers: HTTPFields) -> Bool {
        headers[.contentType].flatMap(MediaType.init)?.essence == TusDoor.pieceType
    }

    /// - Throws: `.invalid` for an algorithm that is not announced.
    static func checksum(_ headers: HTTPFields) throws -> Checksum? {
        guard let text = headers[.uploadChecksum] else { return nil }
        let words = text.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let algorithm = Checksum.Algorithm(rawValue: words[0].lowercased()),
            let value = Data(base64Encoded: String(words[1])), let checksum = Checksum(algorithm, value: Array(value))
        else { throw CloakroomError(.invalid("Upload-Checksum is not of an announced algorithm")) }
        return checksum
    }
}

/// What a client tells of a file with tus: `filename`, `filetype`, `kind` (chat or asset), `expiration`.
struct TusMetadata {
    /// As it came; nil when there is none.
    let text: String?
    private let values: [String: String]

    /// - Throws: `.invalid` for what is not a list of unique keys with values in Base64.
    init(_ text: String) throws {
        self.text = text.isEmpty ? nil : text
        var values: [String: String] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: !text.contains(",")) {
            let halves = pair.trimmingBlanks.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard let key = halves.first.map(String.init), !key.isEmpty, key.utf8.allSatisfy({ 0x21..<0x7F ~= $0 }),
                let value = Base64Text.decode(halves.count > 1 ? halves[1] : ""), values[key] == nil
            else { throw CloakroomError(.invalid("Upload-Metadata must be unique keys with values in Base64")) }
            values[key] = value
        }
        self.values = values
    }

    /// - Parameter query: of the request, where the life of an asset may stand too.
    func file(_ query: QueryParameters) throws -> PromisedFile {
        let lifetime = try values["expiration"] ?? query.single("expiration")
        return PromisedFile(
            name: FileName(client: values["filename"] ?? values["name"] ?? ""),
            type: (values["filetype"] ?? values["type"]).flatMap(MediaType.init)?.essence,
            detail: lifetime.map { "expiration=\(PercentEncoding.component($0))" } ?? "")
    }

    /// Which route the file is for.
    var kind: Route.Upload {
        get throws {
            switch values["kind"] {
            case nil, "chat": return .chat
            case "asset": return .asset
            default: throw CloakroomError(.invalid("Upload-Metadata kind must be chat or asset"))
            }
        }
    }
}
