internal import Foundation

/// What is kept of a password: `$scrypt$ln=15,r=8,p=1$salt$hash`, salt and hash in base64 without padding.
/// - Source: the PHC string format; RFC 7914 for scrypt.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    public let cost: Scrypt
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a password with a new salt. Blocks its thread for as long as `cost` says.
    /// - Throws: ``ScryptFailure``.
    public init(hashing password: String, cost: Scrypt = .standard) throws {
        self.cost = cost
        salt = SecureRandom.bytes(16)
        hash = try cost.derive(32, from: password.utf8, salt: salt)
    }

    /// Reads a kept hash; nil when it is no such text or would cost too much to check.
    public init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let fields = text.split(separator: "$", omittingEmptySubsequences: false)
        guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt", let cost = Scrypt(phc: fields[2]),
            let salt = Self.decode(fields[3]), 8...64 ~= salt.count,
            let hash = Self.decode(fields[4]), 16...64 ~= hash.count
        else { return nil }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Whether `password` is the one, in constant time. Blocks its thread for as long as ``cost`` says.
    /// - Throws: ``ScryptFailure``.
    public func matches(_ password: String) throws -> Bool {
        ConstantTime.areEqual(hash, try cost.derive(hash.count, from: password.utf8, salt: salt))
    }

    public var description: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)$\(Self.encode(salt))$\(Self.encode(hash))"
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        guard !text.contains("=") else { return nil }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: text + padding).map(Array.init)
    }
}

extension Scrypt {
    /// Reads `ln=15,r=8,p=1`, in this order only.
    fileprivate init?(phc text: Substring) {
        let names = ["ln", "r", "p"]
        let pairs = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.split(separator: "=") }
        guard pairs.count == names.count, pairs.allSatisfy({ $0.count == 2 }), pairs.map({ String($0[0]) }) == names
        else { return nil }
        let values = pairs.compactMap { Int($0[1]) }
        guard values.count == names.count else { return nil }
        self.init(logN: values[0], r: values[1], p: values[2])
    }
}
