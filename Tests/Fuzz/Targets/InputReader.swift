/// Takes choices off the front of an input; what is left is for the parser.
struct InputReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    /// The next byte; 0 when there is none.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number() -> Int64 { (0..<8).reduce(0) { number, _ in number << 8 | Int64(byte()) } }

    /// What is left, cut into pieces of the lengths that `lengths` gives in turn.
    func pieces(_ lengths: [UInt8]) -> [[UInt8]] {
        var rest = rest
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let length = lengths.isEmpty ? 1 : Int(lengths[pieces.count % lengths.count]) + 1
            pieces.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }

    /// What is left, as lines of text.
    func lines() -> [String] {
        rest.split(separator: 10, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension StringProtocol {
    var bytes: [UInt8] { Array(utf8) }
}
