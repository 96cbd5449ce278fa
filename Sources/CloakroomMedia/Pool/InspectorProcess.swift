internal import CSandbox
internal import CloakroomCore
internal import Glibc
internal import Synchronization

/// One helper process, as the service sees it. It serves one caller at a time.
final class InspectorProcess: Sendable {
    /// How long a helper may take to load its libraries.
    private static let startTime: Duration = .seconds(10)

    let identifier: pid_t
    /// The protections that its system does not have.
    let missing: [String]
    private let channel: HelperChannel
    private let patience: Int
    private let inspections = Atomic(0)
    private let end = Mutex<ProcessEnd?>(nil)

    /// Starts a helper and waits until it is ready. The calling thread must live as long as the helper shall: the kernel
    /// kills a helper with the thread that started it.
    /// - Throws: ``MediaFailure`` when it cannot be started or dies at once.
    init(executable: String, limits: MediaLimits) throws {
        let (ours, theirs) = try HelperChannel.pair()
        channel = HelperChannel(owning: ours)
        patience = limits.patience
        do {
            defer { close(theirs) }
            identifier = try InspectorLaunch(executable: executable, socket: theirs).start()
        }
        do {
            try channel.send(HelperSetup(limits))
            switch try channel.receive(HelperGreeting.self, by: .now + Self.startTime) {
            case .ready(let missing): self.missing = missing
            case .failed(let reason): throw MediaFailure(reason)
            }
        } catch {
            throw MediaFailure("an inspector does not start: \(error) (\(Self.end(of: identifier)))")
        }
    }

    deinit { stop() }

    /// How many files it was asked to look at.
    var age: Int { inspections.load(ordering: .relaxed) }

    /// Has the helper look at a file.
    /// - Parameter time: the processor time that the file may take until the verdict, and again for the thumbnail.
    /// - Throws: `CloakroomError` when the file is refused, ``Breakdown`` when the helper can no longer be used.
    func inspect(_ file: borrowing FileBytes, as claim: MediaClaim, within time: Duration) throws -> Inspection {
        inspections.add(1, ordering: .relaxed)
        let seconds = UInt32(clamping: time.components.seconds)
        do {
            try channel.send(InspectionRequest(size: file.size, seconds: seconds, claim: claim), with: file.number)
        } catch {
            throw Breakdown(absent: stop())
        }
        var verifiedType: String?
        do {
            while true {
                switch try channel.receive(InspectionAnswer.self, by: .now + time * patience) {
                case .done(let inspection) where inspection.isHonest(about: claim): return inspection
                case .verified(let type)
                where verifiedType == nil && Inspection(contentType: type).isHonest(about: claim):
                    verifiedType = type
                case .done, .verified: throw ChannelFailure.malformed
                case .refused(let refusal): throw refusal.error
                }
            }
        } catch let failure as ChannelFailure {
            throw Breakdown(failure, end: stop(), verifiedType: verifiedType)
        }
    }

    /// Kills the helper. Returns what it died of, which may have been something else before.
    @discardableResult
    func stop() -> ProcessEnd {
        end.withLock { end in
            let cause = end ?? Self.end(of: identifier)
            end = cause
            return cause
        }
    }

    /// Kills a process that is our child and waits for its end.
    private static func end(of process: pid_t) -> ProcessEnd {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return ProcessEnd(status: status)
    }
}
