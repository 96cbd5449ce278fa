internal import CloakroomCore
internal import Logging
internal import Metrics
internal import Synchronization

/// The helpers: lent to one caller each, replaced when they break down or grow old.
///
/// Its calls block. It has as many helpers as threads call it.
final class InspectorCrew: Sendable {
    private struct State {
        var idle: [InspectorProcess] = []
        var backoff = Backoff()
        var isTold = false
    }

    private let executable: String
    private let limits: MediaLimits
    private let logger: Logger
    private let state = Mutex(State())

    init(executable: String, limits: MediaLimits, logger: Logger) {
        self.executable = executable
        self.limits = limits
        self.logger = logger
    }

    /// Makes sure that there is one more helper waiting, if none is.
    /// - Throws: `.unavailable` when none can be started.
    func prepare() throws {
        giveBack(try takeOrStart())
    }

    /// - Throws: `.contentUnverifiable` when the file broke a helper before it was verified, `.busy` when the machine did.
    func inspect(_ file: SpoolFile, as claim: MediaClaim) throws -> Inspection {
        let bytes = try FileBytes(path: file.path, size: file.size)
        var mayBeKilled = true
        for _ in 0...max(1, limits.running) + 1 {
            let helper = try takeOrStart()
            do {
                let inspection = try helper.inspect(bytes, as: claim, within: time(for: file.size))
                giveBack(helper)
                return inspection
            } catch let refusal as CloakroomError {
                giveBack(helper)
                throw refusal
            } catch let breakdown as Breakdown {
                tell(of: breakdown, file, claim)
                switch breakdown.cause {
                case .absent: continue
                // Once: where this file is more than the machine has room for, it would go on for ever.
                case .killed where mayBeKilled: mayBeKilled = false
                default: return try outcome(of: breakdown, claim)
                }
            }
        }
        throw CloakroomError(.unavailable, "inspectors end before they are asked")
    }

    /// A verified file is kept without a thumbnail; what breaks a helper by itself is refused for good.
    private func outcome(of breakdown: Breakdown, _ claim: MediaClaim) throws -> Inspection {
        if let type = breakdown.verifiedType { return Inspection(contentType: type) }
        let reason = "the inspector broke down: \(breakdown)"
        guard !breakdown.isMachinesFault else { throw CloakroomError(.busy(retryAfter: limits.retryAfter), reason) }
        let declared = claim.declaredType ?? FileKind.of(claim.fileExtension)?.type ?? "application/octet-stream"
        throw CloakroomError(.contentUnverifiable(declared: declared), reason)
    }

    /// Large files take their time: text is read to its end.
    private func time(for size: Int64) -> Duration {
        .seconds(limits.seconds) + .seconds(size / (32 << 20))
    }

    private func takeOrStart() throws -> InspectorProcess {
        if let helper = state.withLock({ $0.idle.popLast() }) { return helper }
        guard state.withLock({ $0.backoff.isOver }) else {
            throw CloakroomError(.unavailable, "inspectors do not start; the next attempt comes soon")
        }
        do {
            let helper = try InspectorProcess(executable: executable, limits: limits)
            started(helper)
            return helper
        } catch {
            state.withLock { $0.backoff.fail() }
            throw CloakroomError(.unavailable, cause: error)
        }
    }

    private func started(_ helper: InspectorProcess) {
        let isNews = state.withLock { state in
            state.backoff = Backoff()
            defer { state.isTold = true }
            return !state.isTold
        }
        guard isNews, !helper.missing.isEmpty else { return }
        logger.warning(
            "inspectors run with less protection than they could",
            metadata: ["missing": "\(helper.missing.joined(separator: ", "))"])
    }

    private func giveBack(_ helper: InspectorProcess) {
        guard helper.age >= limits.lifetime else { return state.withLock { $0.idle.append(helper) } }
        Self.count("age")
    }

    private func tell(of breakdown: Breakdown, _ file: SpoolFile, _ claim: MediaClaim) {
        Self.count(breakdown.cause.rawValue)
        logger.warning(
            "an inspector broke down",
            metadata: [
                "cause": "\(breakdown)", "extension": "\(claim.fileExtension)", "sha256": "\(file.digest)",
                "verified": "\(breakdown.verifiedType != nil)",
            ])
    }

    private static func count(_ reason: String) {
        Counter(label: "cloakroom_inspector_restarts_total", dimensions: [("reason", reason)]).increment()
    }
}
