/// The statuses that were seen, for printing.
struct MatrixReport: Sendable {
    private struct Section {
        let title: String
        var rows: [(name: String, cells: [Person: String])] = []
    }

    private var sections: [Section] = []
    private var notes: [String] = []

    /// - Parameter seen: what was answered; several when ways of asking did not agree.
    mutating func add(_ title: String, _ row: String, _ person: Person, seen: Set<Int>, expected: Int?) {
        let text = seen.sorted().map(String.init).joined(separator: "/")
        let section = place(of: title)
        if !sections[section].rows.contains(where: { $0.name == row }) { sections[section].rows.append((row, [:])) }
        guard let place = sections[section].rows.firstIndex(where: { $0.name == row }) else { return }
        sections[section].rows[place].cells[person] = seen == [expected ?? 0] ? text : text + "!"
    }

    mutating func note(_ text: String) { notes.append(text) }

    private mutating func place(of title: String) -> Int {
        if let known = sections.firstIndex(where: { $0.title == title }) { return known }
        sections.append(Section(title: title))
        return sections.count - 1
    }

    var lines: [String] {
        let legend = Person.allCases.map { "  \($0.rawValue)  \($0.meaning)" }
        let tables = sections.sorted { $0.title < $1.title }.flatMap { section in
            ["", section.title, Self.line("", Person.allCases.map(\.rawValue))]
                + section.rows.map { row in Self.line(row.name, Person.allCases.map { row.cells[$0] ?? "" }) }
        }
        return ["Columns; a status with ! is not the expected one."] + legend + tables + [""] + notes
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        let columns = cells.map { $0.padding(to: 5) }.joined()
        return "  " + name.padding(to: 25) + columns
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
