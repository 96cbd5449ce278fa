import CloakroomStores
import Foundation

/// Where a store of the pair is.
enum StoreLocation: Hashable {
    case folder(String)
    case bucket(S3Location, S3CredentialOrigin)

    var isFolder: Bool {
        if case .folder = self { true } else { false }
    }

    init(_ source: SettingsSource, _ key: String, default fallback: String) throws {
        guard let text = source.text(key) else {
            self = .folder(fallback)
            return
        }
        if text.hasPrefix("s3://") {
            let place = try Self.place(source, key, text)
            self = .bucket(place, try S3CredentialOrigin(source, for: key, at: place.endpoint))
            return
        }
        guard text.hasPrefix("file:///") else {
            throw source.refusal(key, "must be a folder (file:///srv/files) or a bucket (s3://bucket/prefix)")
        }
        self = .folder(String(text.dropFirst("file://".count)))
    }

    private static func place(_ source: SettingsSource, _ key: String, _ text: String) throws -> S3Location {
        do {
            return try S3Location(text, region: source.text("AWS_REGION") ?? source.text("AWS_DEFAULT_REGION"))
        } catch {
            throw source.refusal(key, error.rule)
        }
    }

    /// Whether it is the same store, whoever has access to it.
    func isSame(as other: StoreLocation) -> Bool {
        switch (self, other) {
        case (.folder(let path), .folder(let otherPath)): Self.real(path) == Self.real(otherPath)
        case (.bucket(let place, _), .bucket(let otherPlace, _)): place == otherPlace
        default: false
        }
    }

    /// The path without links and doubled slashes, however it is written.
    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    private static func overlap(_ path: String, _ other: String) -> Bool {
        (path + "/").hasPrefix(other + "/") || (other + "/").hasPrefix(path + "/")
    }

    /// Whether both would see the same blobs.
    func overlaps(_ other: StoreLocation) -> Bool {
        switch (self, other) {
        case (.folder(let path), .folder(let otherPath)): Self.overlap(Self.real(path), Self.real(otherPath))
        case (.bucket(let place, _), .bucket(let otherPlace, _)): place.overlaps(otherPlace)
        default: false
        }
    }
}
