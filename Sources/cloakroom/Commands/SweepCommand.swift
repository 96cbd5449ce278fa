import ArgumentParser
import CloakroomCore
import ServiceLifecycle
import UnixSignals

struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Erase what has expired, was deleted, or was left by a crash: once, or every so often as a daemon.",
        discussion: "A store that is owed a copy, for it failed when a file came or lags behind, gets it, too.")

    @Option(help: "Sweep every so many seconds until stopped.")
    var every: Int64?

    @Flag(help: "Only tell what a sweep would find.")
    var dryRun = false

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        if let every, !(1...86_400).contains(every) { throw ValidationError("--every takes 1 to 86400 seconds.") }
        if every != nil, dryRun { throw ValidationError("--dry-run tells of one sweep: leave out --every.") }
    }

    func run() async throws {
        let settings = try options.settings()
        let assembly = try await Assembly(settings)
        defer { assembly.close() }
        if dryRun { return Self.tell("would erase", try await assembly.cloakroom.backlog()) }
        guard let every else { return try await sweepOnce(assembly) }
        let sweeper = Sweeper(
            assembly.cloakroom, every: .seconds(every), clock: ContinuousClock(), logger: assembly.logger,
            uploads: assembly.uploads
        ) { if $0.files + $0.postponed > 0 { Self.tell("erased", $0) } }
        let copier = CopyWorker(assembly.cloakroom, clock: ContinuousClock(), logger: assembly.logger)
        let group = ServiceGroup(
            configuration: .init(
                services: [sweeper, copier], gracefulShutdownSignals: [.sigterm, .sigint], logger: assembly.logger))
        try await group.run()
    }

    private func sweepOnce(_ assembly: Assembly) async throws {
        let cloakroom = assembly.cloakroom
        let total = try await cloakroom.backlog().files
        var progress = ProgressLine(verb: "erased", unit: "files", total: total)
        let report = try await cloakroom.sweep { progress.show($0.files + $0.postponed) }
        progress.end()
        Self.tell("erased", report)
        let abandoned = try await assembly.uploads.sweep()
        if abandoned > 0 { print("erased \(abandoned) unfinished uploads") }
        let owed = try await cloakroom.copyOwed()
        if owed.files + owed.postponed > 0 {
            print("copied \(owed.files) files, \(owed.bytes) bytes, \(owed.postponed) postponed")
        }
    }

    private static func tell(_ verb: String, _ backlog: Backlog) {
        print("\(verb) \(backlog.files) files, \(backlog.bytes) bytes")
    }

    private static func tell(_ verb: String, _ report: SweepReport) {
        let postponed = report.postponed > 0 ? ", \(report.postponed) postponed" : ""
        print("\(verb) \(report.files) files, \(report.bytes) bytes\(postponed)")
    }
}
