import CloakroomCrypto

/// Decisions that are the same for the same seed. What they meet (who is in the middle of what when the kill comes) is
/// not, and is not meant to be.
struct Dice: RandomNumberGenerator, Sendable {
    private let seed: String
    private var throwsSoFar = 0

    init(_ seed: UInt64, _ purpose: String) {
        self.seed = "\(seed)/\(purpose)/"
    }

    mutating func next() -> UInt64 {
        throwsSoFar += 1
        return Digest(of: "\(seed)\(throwsSoFar)".utf8).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// True in so many of a hundred cases.
    mutating func isLucky(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// A size in bytes, small ones as likely as large ones on a logarithmic scale.
    mutating func size(_ range: ClosedRange<Int>) -> Int {
        let exponents = log2(range.lowerBound)...log2(range.upperBound)
        let size = Int.random(in: 0...(1 << Int.random(in: exponents, using: &self)), using: &self)
        return min(max(size, range.lowerBound), range.upperBound)
    }

    private func log2(_ number: Int) -> Int { Int.bitWidth - max(1, number).leadingZeroBitCount }
}
