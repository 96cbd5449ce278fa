import CloakroomCore
import HTTPTypes
import Hummingbird

/// What a request says of resumption, in whichever version of the draft its client speaks.
/// - Source: draft-ietf-httpbis-resumable-upload, versions 01 to 12.
struct Resumption {
    /// The interop versions that are spoken here; clients that name none speak as the last one.
    static let versions = 3...8
    static let pieceType = "application/partial-upload"

    /// Nil when the client names none.
    let version: Int?
    /// Whether the upload ends with this request; nil when it does not say.
    let isComplete: Bool?

    /// - Throws: `.invalid` for fields that are not of their form, and for a version that is not spoken here.
    init(_ headers: HTTPFields) throws {
        version = try headers[.uploadInteropVersion].map { text in
            guard let version = Int(text), Self.versions.contains(version) else {
                throw CloakroomError(.invalid("Upload-Draft-Interop-Version must be 3 to 8"))
            }
            return version
        }
        let isInverted = version == 3
        let said = try Self.flag(isInverted ? .uploadIncomplete : .uploadComplete, headers)
        isComplete = said.map { $0 != isInverted }
    }

    /// Whether a request to an upload route is to begin a resumable upload, whatever its version.
    ///
    /// A form that is sent whole is an upload like any other: its client is told of no place to go on at.
    /// - Throws: `.invalid` for fields that are not of their form.
    static func isWanted(_ request: Request) throws -> Bool {
        let headers = request.headers
        guard headers.contains(.uploadComplete) || headers.contains(.uploadIncomplete) else { return false }
        return try isPart(headers) || !isForm(headers)
    }

    static func isForm(_ headers: HTTPFields) -> Bool {
        headers[.contentType]?.lowercased().hasPrefix("multipart/form-data") ?? false
    }

    /// Whether a request means to send only a part, whatever its version.
    /// - Throws: `.invalid` where that cannot be told: a part that is taken for the whole is a broken file.
    static func isPart(_ headers: HTTPFields) throws -> Bool {
        try flag(.uploadComplete, headers) == false || flag(.uploadIncomplete, headers) == true
    }

    /// Whether the version names what clients may send in `Upload-Limit`, progress in interim answers, and so on.
    func isAtLeast(_ draft: Int) -> Bool { version ?? Self.versions.upperBound >= draft }

    /// Says whether an upload is complete in the words of the version.
    func write(isComplete: Bool, to headers: inout HTTPFields) {
        if version == 3 {
            headers[.uploadIncomplete] = isComplete ? "?0" : "?1"
        } else {
            headers[.uploadComplete] = isComplete ? "?1" : "?0"
        }
        headers[.uploadInteropVersion] = version.map(String.init)
    }

    /// How much is taken, and how long it is kept.
    func write(_ limits: ResumableLimits, largest: Int64, to headers: inout HTTPFields) {
        guard isAtLeast(6) else { return }
        headers[.uploadLimit] = Self.limit(limits, largest: largest, age: version == 6 ? "expires" : "max-age")
    }

    static func limit(_ limits: ResumableLimits, largest: Int64, age: String = "max-age") -> String {
        "max-size=\(largest), min-size=0, max-append-size=\(largest), min-append-size=0, \(age)=\(limits.lifetime)"
    }

    private static func flag(_ name: HTTPField.Name, _ headers: HTTPFields) throws -> Bool? {
        switch headers[name]?.prefix(while: { $0 != ";" }).trimmingBlanks {
        case nil: return nil
        case "?1": return true
        case "?0": return false
        default: throw CloakroomError(.invalid("\(name) must be ?0 or ?1"))
        }
    }
}
