public import CloakroomCore

/// A catalog that keeps the contract in memory and forgets everything with the process.
public actor MemoryCatalog: Catalog {
    private struct Row {
        var record: Record
        /// Nil: never.
        var due: Timestamp?
        /// When a row that primary does not hold may be taken home, or until when somebody is doing that.
        var home: Timestamp?
        /// Who is taking the row home; of a retired row: who was, or who claimed it for a sweep.
        var carrier: String?
    }

    private var rows: [TextBytes: Row] = [:]
    private var failure: CloakroomError?

    public init() {}

    /// Makes every later call throw `failure`; nil ends that.
    public func fail(with failure: CloakroomError?) {
        self.failure = failure
    }

    /// Every row, oldest file first.
    public var records: [Record] { rows.values.map(\.record).sorted { $0.created < $1.created } }

    public func reserve(_ record: Record) throws {
        try checkReach()
        guard self[record.key] == nil else { throw CloakroomError(.conflict, "\(record.key) is taken") }
        var record = record
        record.state = .reserved
        self[record.key] = Row(record: record, due: record.lease?.until ?? record.created)
    }

    public func publish(_ key: BlobKey, heldBy holders: Record.Holders, at now: Timestamp) throws {
        try checkReach()
        guard var heir = self[key], heir.record.state == .reserved else {
            throw CloakroomError(.conflict, "\(key) is no longer reserved")
        }
        for old in rows(at: heir.record.path) where old.record.state == .live { takeOut(old, until: now) }
        heir.record.state = .live
        heir.record.holders = holders
        heir.record.lease = nil
        heir.due = heir.record.expires
        heir.home = holders.contains(.primary) ? nil : now
        self[key] = heir
    }

    public func find(path: String) throws -> Record? {
        try checkReach()
        let found = rows(at: path).map(\.record)
        return found.first { $0.state == .live } ?? found.first
    }

    public func retire(_ key: BlobKey, at now: Timestamp) throws -> Bool {
        try checkReach()
        guard let row = self[key], row.record.state != .retired else { return false }
        takeOut(row, until: now)
        return true
    }

    public func bury(_ tombstone: Record, at now: Timestamp) throws {
        try checkReach()
        switch self[tombstone.key]?.record.state {
        case nil: takeOut(Row(record: tombstone), until: now)
        case .retired: break
        case .reserved, .live: throw CloakroomError(.conflict, "\(tombstone.key) is in service")
        }
    }

    public func due(at now: Timestamp, limit: Int, claim seconds: Int64, by owner: String) throws -> [Record] {
        try checkReach()
        return rowsDue(at: now).prefix(max(0, limit)).map { row in
            var row = row
            row.carrier = nil
            let record = takeOut(row, until: now.adding(seconds: seconds))
            self[record.key]?.carrier = owner
            return record
        }
    }

    public func away(at now: Timestamp, limit: Int, lease: Record.Lease) throws -> [Record] {
        try checkReach()
        let waiting = rows.values.filter { row in row.home.map { $0 <= now } ?? false }
            .sorted { $0.home ?? now < $1.home ?? now }
        return waiting.prefix(max(0, limit)).map { row in
            var row = row
            row.home = lease.until
            row.carrier = lease.owner
            row.due = row.due.map { max($0, lease.until) }
            self[row.record.key] = row
            return row.record
        }
    }

    public func settle(
        _ key: BlobKey, heldBy holders: Record.Holders, again: Timestamp?, by owner: String, at now: Timestamp
    ) throws {
        try checkReach()
        guard var row = self[key], row.carrier == owner else { return }
        let isLive = row.record.state == .live
        row.carrier = nil
        row.record.holders = holders
        row.home = isLive ? again : nil
        row.due = isLive ? row.record.expires : row.due.map { min($0, now) }
        self[key] = row
    }

    public func awayCount() throws -> Int {
        try checkReach()
        return rows.values.filter { $0.home != nil }.count
    }

    public func backlog(at now: Timestamp) throws -> Backlog {
        try checkReach()
        let waiting = rowsDue(at: now)
        return Backlog(
            files: waiting.count, bytes: waiting.reduce(0) { $0 + $1.record.weight }, oldest: waiting.first?.due)
    }

    public func endLeases(of owner: String, at now: Timestamp) throws {
        try checkReach()
        for row in rows.values where row.carrier == owner {
            try settle(
                row.record.key, heldBy: row.record.holders, again: row.home.map { min($0, now) }, by: owner, at: now)
        }
        for row in rows.values {
            guard let lease = row.record.lease, lease.owner == owner, now < lease.until else { continue }
            self[row.record.key]?.due = now
            self[row.record.key]?.record.lease?.until = now
        }
    }

    public func forget(_ keys: [BlobKey]) throws {
        try checkReach()
        for key in keys where self[key]?.record.state == .retired { self[key] = nil }
    }

    public func probe() throws {
        try checkReach()
    }
}

extension MemoryCatalog: RecordListing {
    public func records(after key: BlobKey?, limit: Int) throws -> [Record] {
        try checkReach()
        let sorted = rows.values.map(\.record).sorted { Self.precedes($0.key, $1.key) }
        return Array(sorted.drop { row in key.map { !Self.precedes($0, row.key) } ?? false }.prefix(max(0, limit)))
    }

    public func records(of keys: [BlobKey]) throws -> [Record] {
        try checkReach()
        return keys.compactMap { self[$0]?.record }
    }

    public func count() throws -> Int {
        try checkReach()
        return rows.count
    }

    private static func precedes(_ left: BlobKey, _ right: BlobKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension MemoryCatalog {
    private subscript(key: BlobKey) -> Row? {
        get { rows[TextBytes(key.text)] }
        set { rows[TextBytes(key.text)] = newValue }
    }

    private func checkReach() throws {
        if let failure { throw failure }
    }

    private func rows(at path: String) -> [Row] {
        rows.values.filter { TextBytes($0.record.path) == TextBytes(path) }
    }

    private func rowsDue(at now: Timestamp) -> [Row] {
        let waiting = rows.values.filter { row in row.due.map { $0 <= now } ?? false }
        return waiting.sorted { $0.due ?? now < $1.due ?? now }
    }

    /// Leaves `row` retired, out of every sweep's sight until `due`, or until nobody takes it home any more.
    @discardableResult
    private func takeOut(_ row: Row, until due: Timestamp) -> Record {
        var record = row.record
        record.state = .retired
        record.lease = nil
        let carriedUntil = row.carrier == nil ? nil : row.home
        self[record.key] = Row(record: record, due: max(due, carriedUntil ?? due), carrier: row.carrier)
        return record
    }
}

/// Text that is equal only byte by byte, as in every database; Swift's `==` takes two Unicode forms for the same.
struct TextBytes: Hashable {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }
}
