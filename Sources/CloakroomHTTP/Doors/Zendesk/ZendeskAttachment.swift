import CloakroomCore
import CloakroomCrypto

/// An attachment as Zendesk's clients read it, key by key in the order of its answers.
struct ZendeskAttachment {
    let url: String
    let fields: [(key: String, value: JSON)]
    /// Nil when the file has none.
    let thumbnail: [(key: String, value: JSON)]?

    /// Pixels, each way.
    private static let thumbnailSide: Int64 = 200

    /// - Parameter base: of URLs, without a slash at its end.
    init(_ file: Upload.File, base: String) {
        url = Self.url(file.links.original.id, base)
        thumbnail = file.thumbnail.map { picture in
            Self.fields(picture, Self.thumbnailName(picture, of: file.original.name), file.links.thumbnail, base)
        }
        let pictures = thumbnail.map { [JSON.object($0)] } ?? []
        var fields = Self.fields(file.original, file.original.name, file.links.original, base)
        fields.append(("thumbnails", .array(pictures)))
        self.fields = fields
    }

    /// Below which all is. A base that ends with `api` stands for a proxy that may take this word off.
    static func root(_ base: String) -> String { "\(base)\(base.hasSuffix("/api") ? "" : "/api")/v2" }

    private static func url(_ id: Int64, _ base: String) -> String { "\(root(base))/attachments/\(id).json" }

    private static func fields(
        _ file: Found, _ name: String, _ link: AttachmentLink, _ base: String
    ) -> [(key: String, value: JSON)] {
        let content = JSON.text("\(base)/attachments/token/\(link.text)/?name=\(PercentEncoding.component(name))")
        // The size of a picture is known of our own thumbnails only.
        let side: JSON = link.id & 1 == 0 ? .null : .number(thumbnailSide)
        var fields: [(key: String, value: JSON)] = [
            ("url", .text(url(link.id, base))), ("id", .number(link.id)), ("file_name", .text(name)),
            ("content_url", content), ("mapped_content_url", content), ("content_type", .text(file.contentType)),
            ("size", .number(file.size)), ("width", side), ("height", side), ("inline", .flag(false)),
            ("deleted", .flag(false)), ("malware_access_override", .flag(false)),
            ("malware_scan_result", .text("not_scanned")), ("path", .text(file.path)),
        ]
        if let digest = file.digest { fields.append(("sha256", .text(digest.hex))) }
        return fields
    }

    /// With the extension of what it is: that of an animation is a still picture of another type.
    private static func thumbnailName(_ picture: Found, of name: String) -> String {
        let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name[...]
        let type = picture.contentType.split(separator: "/").last ?? ""
        return "\(stem)_thumb.\(type == "jpeg" ? "jpg" : type)"
    }
}
