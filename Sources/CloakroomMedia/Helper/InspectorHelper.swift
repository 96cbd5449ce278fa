internal import CSandbox
internal import CloakroomCore
internal import Glibc

/// The helper process: looks at one file after another, as its socket brings them, until the service closes it.
///
/// No task and no thread exists before the sandbox is closed, so everything here is synchronous.
public enum InspectorHelper {
    /// The command under which the binary becomes a helper.
    public static let command = "inspector"
    /// Where the service's socket is.
    static let socket: Int32 = 3

    /// Never returns: the process is the helper's alone.
    public static func run() -> Never {
        outliveTerminal()
        exit(serve(HelperChannel(owning: socket)))
    }

    /// - Returns: the exit status.
    private static func serve(_ channel: consuming HelperChannel) -> Int32 {
        guard let setup = try? channel.receive(HelperSetup.self) else { return refuse() }
        silence()
        do {
            let examiner = try greet(channel, setup)
            return work(channel, examiner)
        } catch {
            try? channel.send(HelperGreeting.failed("\(error)"))
            return EXIT_FAILURE
        }
    }

    /// Closes the sandbox, tries everything out and says so.
    private static func greet(_ channel: borrowing HelperChannel, _ setup: HelperSetup) throws -> Examiner {
        let examiner = try Examiner(limits: setup.limits)
        let missing = try Sandbox(memory: UInt64(clamping: setup.memory)).enter()
        try examiner.check()
        try channel.send(HelperGreeting.ready(missing: missing))
        return examiner
    }

    /// Whatever is wrong between service and helper is no file's fault, and an answer says so.
    private static func work(_ channel: borrowing HelperChannel, _ examiner: Examiner) -> Int32 {
        do {
            while true { try serveOne(channel, examiner) }
        } catch ChannelFailure.ended {
            return EXIT_SUCCESS
        } catch {
            try? channel.send(InspectionAnswer.refused(.failure("the inspector's channel: \(error)")))
            return EXIT_FAILURE
        }
    }

    private static func serveOne(_ channel: borrowing HelperChannel, _ examiner: Examiner) throws {
        var passed: PassedFile?
        let request = try channel.receive(InspectionRequest.self, with: &passed)
        guard let passed else { throw ChannelFailure.malformed }
        let file = FileBytes(owning: passed.release(), size: request.size)
        try channel.send(answer(request, file, examiner, channel))
    }

    /// The file is closed when the answer is there.
    private static func answer(
        _ request: InspectionRequest, _ file: consuming FileBytes, _ examiner: Examiner,
        _ channel: borrowing HelperChannel
    ) -> InspectionAnswer {
        do {
            allow(request.seconds)
            let inspection = try examiner.inspect(file, as: request.claim) {
                try channel.send(InspectionAnswer.verified(contentType: $0))
                allow(request.seconds)
            }
            return .done(inspection)
        } catch {
            return .refused(.init(error))
        }
    }

    /// So much processor time from now on; then the kernel ends the process.
    private static func allow(_ seconds: UInt32) {
        _ = cloakroom_limit_processor(cloakroom_processor_seconds() &+ UInt64(seconds))
    }

    /// The service ends its helpers when its last upload is through; a terminal's or a manager's signal to all of its
    /// processes comes too early. Should the service be killed, the kernel kills its helpers.
    private static func outliveTerminal() {
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_IGN) }
        _ = cloakroom_die_with_parent()
    }

    /// The libraries' own words would only get into the service's log.
    private static func silence() {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard nowhere >= 0 else { return }
        dup2(nowhere, STDERR_FILENO)
        close(nowhere)
    }

    private static func refuse() -> Int32 {
        let text = "cloakroom inspector is started by cloakroom serve, which sends it files to look at.\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
        return 64
    }
}
