/// Statuses by row and column, read from text: a line is a row's name and one status for each column, or one for all.
struct StatusTable: Sendable {
    private(set) var names: [String] = []
    private var cells: [String: [Int]] = [:]
    private let columns: [String]

    /// The first line names the columns.
    init(_ text: String) {
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        columns = lines.first ?? []
        for words in lines.dropFirst() {
            let statuses = words.reversed().prefix { $0.count == 3 && Int($0) != nil }.reversed().compactMap { Int($0) }
            let name = words.dropLast(statuses.count).joined(separator: " ")
            names.append(name)
            cells[name] = statuses.count == 1 ? columns.map { _ in statuses[0] } : statuses
        }
    }

    /// Nil when the table does not say, or a row has not as many statuses as there are columns.
    subscript(row: String, column: String) -> Int? {
        guard let place = columns.firstIndex(of: column), let row = cells[row], row.count == columns.count else {
            return nil
        }
        return row[place]
    }
}
