import Foundation

/// The list of known attacks, where it lies beside the repository.
enum AttackList {
    static var text: String? {
        try? String(contentsOfFile: "\(Repository.root)/../shared/attacks.md", encoding: .utf8)
    }

    /// The numbers in the first column of its table.
    static func rows(of text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let cell = line.split(separator: "|").first?.trimmingCharacters(in: .whitespaces) ?? ""
            return line.hasPrefix("|") && Int(cell) != nil ? cell : nil
        }
    }
}

/// The table that `deploy/attacks` prints.
struct AttackReport {
    let rows: [(row: String, name: String, outcome: Attack.Outcome, isExpected: Bool)]

    var lines: [String] {
        var last = ""
        let tried = rows.flatMap { row, name, outcome, isExpected in
            defer { last = row }
            let heading = row == last ? [] : ["", "\(row). \(Attack.titles[row] ?? "")"]
            let answer = outcome.answer + (isExpected ? "" : " (not expected)")
            return heading + ["  \(Self.cell(name, 58)) \(Self.cell(answer, 44)) \(outcome.said.prefix(100))"]
        }
        let rest = Attack.exempt.map { "  \(Self.cell("\($0.row). \($0.what)", 58)) \($0.reason)" }
        return tried + ["", "Not tried"] + rest
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
