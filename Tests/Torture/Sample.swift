import CloakroomCrypto
import Foundation

/// A file to send, whose bytes no other sample shares.
struct Sample: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case text, picture }

    let kind: Kind
    /// Unlike every other's.
    let number: Int
    /// Bytes; those of a picture's comments, which are nearly all of it.
    let size: Int
    let digest: Digest

    init(_ kind: Kind, number: Int, size: Int) {
        self.kind = kind
        self.number = number
        self.size = size
        digest = Digest(of: Self.content(kind, number, size))
    }

    var content: [UInt8] { Self.content(kind, number, size) }
    var name: String { kind == .text ? "note.txt" : "picture.jpg" }
    var type: String { kind == .text ? "text/plain" : "image/jpeg" }

    private static func content(_ kind: Kind, _ number: Int, _ size: Int) -> [UInt8] {
        switch kind {
        case .text: Array(text(number, size))
        case .picture: Picture.bytes(comment: text(number, size))
        }
    }

    /// The number and then its digest again and again, so that no part of it could be another sample's.
    private static func text(_ number: Int, _ size: Int) -> ArraySlice<UInt8> {
        var text = Array("\(number) ".utf8)
        let line = Array("\(Digest(of: "sample \(number)".utf8).hex)\n".utf8)
        text.reserveCapacity(size + line.count)
        while text.count < size { text += line }
        return text.prefix(size)
    }
}

/// A JPEG file into which comments can be put without changing the picture.
/// - Source: ITU-T T.81 annex B.
enum Picture {
    /// A comment's length is a 16-bit number that counts itself.
    private static let longestComment = 65_533

    /// A black block of 8 by 8 pixels.
    private static let template = Array(
        Data(
            base64Encoded: """
                /9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/\
                wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP3//2Q==
                """) ?? Data())

    static func bytes(comment: ArraySlice<UInt8>) -> [UInt8] {
        var file = Array(template.prefix(2))
        var left = comment
        while !left.isEmpty {
            let piece = left.prefix(longestComment)
            let length = piece.count + 2
            file += [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)] + piece
            left = left.dropFirst(piece.count)
        }
        return file + template.dropFirst(2)
    }
}
