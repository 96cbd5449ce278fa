internal import CloakroomCrypto

/// The UUID in each key of ours: to everybody else a version 4 UUID like any other, but its last ten digits follow from
/// those before them. So bytes that we brought into a store can be told from those that an earlier system left there.
///
/// 82 bits remain that nobody can guess. A UUID of somebody else's passes for ours once in 10^12.
enum SealedUUID {
    private static let sealLength = 10

    static func random() -> String {
        let body = SecureRandom.uuid().dropLast(sealLength)
        return body + seal(of: body)
    }

    static func isSealed(_ text: some StringProtocol) -> Bool {
        guard text.utf8.count == 36 else { return false }
        let body = text.dropLast(sealLength)
        return seal(of: body).utf8.elementsEqual(text.utf8.suffix(sealLength))
    }

    private static func seal(of body: some StringProtocol) -> String {
        Hex.encode(Digest(of: "cloakroom/\(body)".utf8).bytes.prefix(sealLength / 2))
    }
}
