internal import CloakroomCore

/// A label as stores write it down: values percent-encoded, so that any name passes through headers and tools unchanged.
enum LabelFields {
    /// Bytes of all names and values together: what S3 takes. Some servers count what they put before each name.
    private static let mostBytes = 2048
    private static let prefixBytes = 11
    private static let longestName = 32

    /// By name. What would be too much leaves out its longest ones.
    static func encode(_ label: BlobLabel) -> [(name: String, value: String)] {
        var fields = label.fields.mapValues { PercentEncoding.encode($0) }
        while fields.reduce(0, { $0 + prefixBytes + $1.key.utf8.count + $1.value.utf8.count }) > mostBytes,
            let longest = fields.max(by: { $0.value.utf8.count < $1.value.utf8.count })
        {
            fields[longest.key] = nil
        }
        return fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// Nil when nothing of it, or more than we ever write, could have been written by ``encode(_:)``.
    static func decode(_ fields: some Sequence<(name: String, value: String)>) -> BlobLabel? {
        var room = mostBytes
        var known: [String: String] = [:]
        for (name, value) in fields {
            room -= name.utf8.count + value.utf8.count
            guard room >= 0 else { return nil }
            guard isName(name), known[name] == nil, let text = PercentEncoding.decode(value) else { continue }
            known[name] = text
        }
        return known.isEmpty ? nil : BlobLabel(known)
    }

    private static func isName(_ name: String) -> Bool {
        1...longestName ~= name.utf8.count
            && name.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
            }
    }
}
