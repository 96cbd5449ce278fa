internal import Logging
internal import NIOCore

/// A store that is left alone while it fails: what it refuses then costs nothing, where asking might cost a timeout.
struct GuardedStore: BlobStore {
    let reading: CallGuard
    let writing: CallGuard
    private let store: any BlobStore

    init(_ store: any BlobStore, name: String, stopwatch: Stopwatch, logger: Logger) {
        self.store = store
        reading = CallGuard(name, .reading, stopwatch: stopwatch, logger: logger)
        writing = CallGuard(name, .writing, stopwatch: stopwatch, logger: logger)
    }

    func adopt(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await writing.attempt { try await store.adopt(spool, as: key) }
    }

    func replace(_ spool: SpoolFile, as key: BlobKey) async throws {
        try await writing.attempt { try await store.replace(spool, as: key) }
    }

    func stat(_ key: BlobKey) async throws -> BlobStat? {
        try await reading.attempt { try await store.stat(key) }
    }

    /// That there is room does not tell that it can be used: a store to which writing fails has none.
    func room() async throws -> Int64 {
        guard writing.isAdmitting else { throw writing.refusal }
        return try await reading.attempt { try await store.room() }
    }

    /// The first bytes tell that the store works: how long the reader takes for the rest is not the store's affair.
    func read(_ key: BlobKey, _ span: ByteSpan, into sink: (ByteBuffer) async throws -> Void) async throws {
        let pass = try reading.admit()
        var isSinkAtFault = false
        do {
            try await store.read(key, span) { bytes in
                reading.succeeded(pass)
                do {
                    try await sink(bytes)
                } catch {
                    isSinkAtFault = true
                    throw error
                }
            }
            reading.succeeded(pass)
        } catch {
            if !isSinkAtFault { reading.judge(error, pass) }
            throw error
        }
    }

    /// One failing key is no failing store; all of them are.
    func erase(_ keys: [BlobKey]) async -> [BlobKey: any Error] {
        let pass: CircuitBreaker.Pass
        do { pass = try writing.admit() } catch { return Dictionary(keys.map { ($0, error) }) { first, _ in first } }
        let failures = await store.erase(keys)
        if let failure = failures.first?.value, failures.count >= Set(keys).count {
            writing.judge(failure, pass)
        } else {
            writing.succeeded(pass)
        }
        return failures
    }

    /// Whether calls of either kind would reach the store.
    var isAdmitting: Bool { reading.isAdmitting && writing.isAdmitting }
}
