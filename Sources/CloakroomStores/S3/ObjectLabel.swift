internal import CloakroomCore
internal import NIOHTTP1

/// A blob's label as metadata of an object.
enum ObjectLabel {
    static let prefix = "x-amz-meta-"

    static func headers(_ label: BlobLabel?) -> [(String, String)] {
        label.map(LabelFields.encode)?.map { (prefix + $0.name, $0.value) } ?? []
    }

    /// What an answer's headers say, whatever the case in which the server writes their names.
    static func label(_ headers: HTTPHeaders) -> BlobLabel? {
        let named = headers.map { (name: $0.name.lowercased(), value: $0.value) }.filter { $0.name.hasPrefix(prefix) }
        return LabelFields.decode(named.map { (name: String($0.name.dropFirst(prefix.count)), value: $0.value) })
    }
}
