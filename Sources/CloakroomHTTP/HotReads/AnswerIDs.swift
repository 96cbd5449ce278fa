import Synchronization

/// The ids of answers: one number for all of these, which nobody else has, and one for the answer.
final class AnswerIDs: Sendable {
    private let first = UInt64.random(in: .min ... .max)
    private let count = Atomic<UInt64>(UInt64.random(in: .min ... .max))

    /// 32 hex digits.
    func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return String(unsafeUninitializedCapacity: 32) { digits in
            Self.write(first, to: digits, at: 0)
            Self.write(number, to: digits, at: 16)
            return 32
        }
    }

    private static func write(_ number: UInt64, to digits: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: number >> (60 - 4 * UInt64(place))) & 15
            digits[start + place] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
        }
    }
}
