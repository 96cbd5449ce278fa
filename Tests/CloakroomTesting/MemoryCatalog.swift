public import CloakroomCore
public import CloakroomCrypto

/// A catalog that keeps the contract in memory and forgets everything with the process.
public actor MemoryCatalog: Catalog {
    private struct Row {
        var record: Record
        /// Nil: never.
        var due: Timestamp?
        /// When a copy that is owed may be made, or until when somebody is copying the row.
        var owed: Timestamp?
        /// Who is copying the row; of a retired row: who was, or who claimed it for a sweep.
        var copier: String?
    }

    private var rows: [TextBytes: Row] = [:]
    /// Of files that were forgotten too: those are passed over.
    private var attachments: [Int64: Attachment] = [:]
    private var failure: CloakroomError?
    private var attachingFailure: CloakroomError?

    public init() {}

    /// Makes every later call throw `failure`; nil ends that.
    public func fail(with failure: CloakroomError?) {
        self.failure = failure
    }

    /// Makes every later addition to an upload throw `failure`; nil ends that.
    public func failAttaching(with failure: CloakroomError?) {
        attachingFailure = failure
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

    public func reserve(_ record: Record, within quotas: Quotas, at now: Timestamp) throws {
        try checkReach()
        if let project = record.project {
            let all = try usage(of: project, by: nil, at: now)
            try quotas.project.check(all, adding: Usage(record), of: .project)
            let own = try usage(of: project, by: record.owner, at: now)
            try quotas.sender.check(own, adding: Usage(record), of: .sender)
        }
        try reserve(record)
    }

    public func usage(of project: HexID, by owner: String?, at now: Timestamp) throws -> Usage {
        try checkReach()
        return rows.values.map(\.record).reduce(into: Usage()) { usage, record in
            guard record.project == project, owner.map({ $0 == record.owner }) ?? true else { return }
            guard record.state == .reserved || record.isServed(at: now) else { return }
            usage.files += 1
            usage.bytes += record.weight
        }
    }

    public func publish(
        _ key: BlobKey, heldBy holders: Record.Holders, owedTo creditors: Record.Holders, at now: Timestamp
    ) throws {
        try checkReach()
        guard var heir = self[key], heir.record.state == .reserved else {
            throw CloakroomError(.conflict, "\(key) is no longer reserved")
        }
        for old in rows(at: heir.record.path) where old.record.state == .live { takeOut(old, until: now) }
        heir.record.state = .live
        heir.record.holders = holders
        heir.record.debt = .init(to: creditors, since: now)
        heir.record.lease = nil
        heir.due = heir.record.expires
        heir.owed = creditors.isEmpty ? nil : now
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
            row.copier = nil
            let record = takeOut(row, until: now.adding(seconds: seconds))
            self[record.key]?.copier = owner
            return record
        }
    }

    public func backlog(at now: Timestamp) throws -> Backlog {
        try checkReach()
        let waiting = rowsDue(at: now)
        return Backlog(
            files: waiting.count, bytes: waiting.reduce(0) { $0 + $1.record.weight }, oldest: waiting.first?.due)
    }

    public func endLeases(of owner: String, at now: Timestamp) throws {
        try checkReach()
        for row in rows.values where row.copier == owner {
            _ = try settle(
                row.record.key, gained: [], lost: [], again: row.owed.map { min($0, now) } ?? now, by: owner, at: now)
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

extension MemoryCatalog {
    public func owed(at now: Timestamp, limit: Int, lease: Record.Lease) throws -> [Record] {
        try checkReach()
        let waiting = rows.values.filter { row in row.owed.map { $0 <= now } ?? false }
            .sorted { $0.owed ?? now < $1.owed ?? now }
        return waiting.prefix(max(0, limit)).map { claim($0, lease) }
    }

    /// Whether a copy may be made now.
    public func mayCopy(at now: Timestamp) -> Bool {
        rows.values.contains { row in row.owed.map { $0 <= now } ?? false }
    }

    public func claim(_ key: BlobKey, at now: Timestamp, lease: Record.Lease) throws -> Record? {
        try checkReach()
        guard let row = self[key], row.record.state == .live else { return nil }
        guard row.copier == nil || row.owed.map({ $0 <= now }) ?? true else { return nil }
        return claim(row, lease)
    }

    private func claim(_ row: Row, _ lease: Record.Lease) -> Record {
        var row = row
        row.owed = lease.until
        row.copier = lease.owner
        row.due = row.due.map { max($0, lease.until) }
        self[row.record.key] = row
        return row.record
    }

    public func settle(
        _ key: BlobKey, gained: Record.Holders, lost: Record.Holders, again: Timestamp, by owner: String,
        at now: Timestamp
    ) throws -> Bool {
        try checkReach()
        guard var row = self[key], row.copier == owner else { return false }
        row.copier = nil
        row.record.holders = row.record.holders.union(gained).subtracting(lost)
        row.record.debt = row.record.debt.flatMap { .init(to: $0.stores.subtracting(gained), since: $0.since) }
        row.owed = row.record.debt == nil ? nil : again
        row.due = row.record.state == .live ? row.record.expires : row.due.map { min($0, now) }
        self[key] = row
        return true
    }

    public func owe(_ key: BlobKey, to stores: Record.Holders, at now: Timestamp) throws {
        try checkReach()
        guard var row = self[key], row.record.state == .live else { return }
        let owed = row.record.debt?.stores ?? []
        let more = stores.intersection(row.record.holders).subtracting(owed)
        guard !more.isEmpty else { return }
        row.record.debt = .init(to: owed.union(more), since: row.record.debt?.since ?? now)
        row.owed = row.owed ?? now
        self[key] = row
    }

    public func owedCopies() throws -> OwedCopies {
        try checkReach()
        return rows.values.compactMap(\.record.debt).reduce(into: OwedCopies()) { owed, debt in
            owed.toPrimary += debt.stores.contains(.primary) ? 1 : 0
            owed.toSecondary += debt.stores.contains(.secondary) ? 1 : 0
            owed.oldest = min(owed.oldest ?? debt.since, debt.since)
        }
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

extension MemoryCatalog: AttachmentCatalog {
    public func begin(_ attachment: Attachment) throws {
        try checkReach()
        if let attachingFailure { throw attachingFailure }
        let isTaken = attached { $0.id == attachment.id || $0.key == attachment.key }.first != nil
        guard self[attachment.key] != nil, !isTaken else { throw CloakroomError(.conflict) }
        attachments[attachment.id] = attachment
    }

    public func add(_ attachment: Attachment, at now: Timestamp) throws {
        let siblings = try attachments(of: attachment.token)
        guard siblings.contains(where: { $0.isOpen(at: now) && $0.isAlike(attachment) }) else {
            throw CloakroomError(.fileNotFound)
        }
        guard siblings.count < Attachment.most else {
            throw CloakroomError(.invalid("An upload has at most \(Attachment.most) files"))
        }
        try begin(attachment)
    }

    public func attachments(of token: Digest) throws -> [Attachment] {
        try checkReach()
        return attached { $0.token == token }.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    public func attachment(_ id: Int64) throws -> Attachment? {
        try checkReach()
        return attached { $0.id == id }.first
    }

    public func consume(_ token: Digest, keepingUntil expires: Timestamp?, at now: Timestamp) throws -> Bool {
        let open = try attachments(of: token).filter { $0.isOpen(at: now) }
        for attachment in open {
            attachments[attachment.id]?.consumed = now
            guard var row = self[attachment.key], row.record.isServed(at: now) else { continue }
            row.record.expires = expires
            row.due = expires.map { row.copier == nil ? $0 : max($0, row.owed ?? $0) }
            self[attachment.key] = row
        }
        return !open.isEmpty
    }

    public func discard(_ token: Digest, at now: Timestamp) throws -> Bool {
        let open = try attachments(of: token).filter { $0.isOpen(at: now) }
        for attachment in open {
            attachments[attachment.id] = nil
            _ = try retire(attachment.key, at: now)
        }
        return !open.isEmpty
    }

    private func attached(_ isWanted: (Attachment) -> Bool) -> [Attachment] {
        attachments.values.filter { isWanted($0) && self[$0.key] != nil }
    }
}

extension MemoryCatalog: RecordRestoring {
    public func restore(_ records: [Record], at now: Timestamp) throws -> [BlobKey] {
        try checkReach()
        return records.filter { restore($0, at: now) }.map(\.key)
    }

    private func restore(_ record: Record, at now: Timestamp) -> Bool {
        guard self[record.key] == nil else { return false }
        let rival = rows(at: record.path).first { $0.record.state == .live }
        let isOwed = !record.holders.contains(.primary)
        var row = Row(record: record, due: record.expires, owed: isOwed ? now : nil)
        row.record.state = .live
        row.record.debt = isOwed ? .init(to: .primary, since: now) : nil
        if let rival, record.kind == .avatar, rival.record.kind == .avatar, rival.record.created < record.created {
            takeOut(rival, until: now)
        } else if rival != nil {
            row.owed = nil
            takeOut(row, until: now)
            return true
        }
        self[record.key] = row
        return true
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

    /// Leaves `row` retired, out of every sweep's sight until `due`, or until nobody copies it any more.
    @discardableResult
    private func takeOut(_ row: Row, until due: Timestamp) -> Record {
        var record = row.record
        record.state = .retired
        record.lease = nil
        record.debt = nil
        let copiedUntil = row.copier == nil ? nil : row.owed
        self[record.key] = Row(record: record, due: max(due, copiedUntil ?? due), copier: row.copier)
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
