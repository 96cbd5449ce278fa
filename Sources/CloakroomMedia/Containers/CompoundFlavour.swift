/// Tells the kinds of document that are compound files apart.
enum CompoundFlavour {
    /// The type of the compound file; nil when its directory cannot be read.
    static func type(of file: borrowing FileBytes) throws -> String? {
        guard let compound = try CompoundFile(file) else { return nil }
        let entries = try compound.entries(in: file)
        guard let root = entries.first else { return nil }
        let names = topNames(entries)
        if names.contains("ENCRYPTEDPACKAGE") { return DocumentType.encryptedOffice }
        let named = classes.first { $0.id == Array(root.classID) }?.type
        // An installer must never pass as a document by its streams; otherwise the streams say more than the class.
        if let named, named == DocumentType.installer { return named }
        return streams.first { names.contains($0.name) }?.type ?? named ?? DocumentType.compound
    }

    /// Names right under the root. What lies deeper belongs to embedded documents, which do not make the file theirs.
    private static func topNames(_ entries: [CompoundFile.Entry]) -> Set<String> {
        var names: Set<String> = []
        var seen: Set<UInt32> = []
        var waiting = [entries.first?.child ?? .max]
        while let number = waiting.popLast() {
            guard let index = Int(exactly: number), entries.indices.contains(index), seen.insert(number).inserted
            else { continue }
            names.insert(entries[index].name)
            waiting += [entries[index].left, entries[index].right]
        }
        return names
    }

    /// The stream that every document of the type has. Word comes first: its documents may carry the others' streams.
    private static let streams: [(name: String, type: String)] = [
        ("WORDDOCUMENT", DocumentType.word), ("WORKBOOK", DocumentType.excel), ("BOOK", DocumentType.excel),
        ("POWERPOINT DOCUMENT", DocumentType.powerPoint), ("PP40", DocumentType.powerPoint),
        ("VISIODOCUMENT", DocumentType.visio), ("__PROPERTIES_VERSION1.0", DocumentType.outlook),
    ]

    /// The class of the root, as the programs' own class identifiers.
    private static let classes: [(id: [UInt8], type: String)] =
        [0x1084, 0x1086, 0x1082].map { (officeClass(0x000C_0000 | $0), DocumentType.installer) }
        + [0x0900, 0x0906].map { (officeClass(0x0002_0000 | $0), DocumentType.word) }
        + [0x0810, 0x0820].map { (officeClass(0x0002_0000 | $0), DocumentType.excel) }
        + [
            (
                [0x10, 0x8D, 0x81, 0x64, 0x9B, 0x4F, 0xCF, 0x11, 0x86, 0xEA, 0, 0xAA, 0, 0xB9, 0x29, 0xE8],
                DocumentType.powerPoint
            )
        ]

    /// `{xxxxxxxx-0000-0000-C000-000000000046}` as it lies in a file.
    private static func officeClass(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } + [0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    }
}
