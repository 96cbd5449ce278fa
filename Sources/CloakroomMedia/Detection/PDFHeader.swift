/// Tells a PDF document from a text that talks about PDF: a reader takes a header anywhere within the first 1024 bytes,
/// and libmagic in the midst of a sentence too.
/// - Source: ISO 32000-1, sections 7.2 (characters), 7.3.10 (objects) and 7.5.2 (header).
enum PDFHeader {
    static func isIn(_ head: [UInt8]) -> Bool { head.prefix(1024).contains("%PDF-") }

    /// Whether the header makes the file a document. One that is text to its end, as few documents are, needs the header
    /// at the beginning of a line and an object behind it.
    static func isMeant(in file: borrowing FileBytes, head: [UInt8]) throws -> Bool {
        if let start = lineStart(in: head), hasObject(head[start...]) || head.count < file.size { return true }
        guard let (encoding, isClean) = try TextScan.encoding(of: file, head: head) else { return true }
        return encoding != .utf8 || !isClean
    }

    /// Where a line begins with the header.
    private static func lineStart(in head: [UInt8]) -> Int? {
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF]
        return head.indices.prefix(1024).first { index in
            let isFirst = index == 0 || index == marked.count && head.starts(with: marked)
            return (isFirst || [0x0A, 0x0D].contains(head[index - 1])) && head[index...].starts(with: "%PDF-".utf8)
        }
    }

    /// Whether the word `obj` comes, as it does behind an object's two numbers.
    private static func hasObject(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while let start = rest.firstIndex(of: "obj") {
            let before = text[start - 1]
            let after = rest.dropFirst(start - rest.startIndex + 3).first
            if before <= 0x20 || isDigit(before), !(after.map { isDigit($0) || isLetter($0) } ?? false) { return true }
            rest = rest[(start + 3)...]
        }
        return false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
