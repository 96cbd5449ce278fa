import ArgumentParser
import CloakroomCore

struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy or move the files of one store into another.",
        discussion: """
            A store is "primary", "secondary", file:///folder or s3://bucket/prefix?endpoint=… . Keys of buckets that are \
            not the service's own come from CLOAKROOM_FROM_AWS_ACCESS_KEY_ID and so on, CLOAKROOM_TO_AWS_…, or AWS_… .

            What is there already with the same size is passed over, so a copy that was interrupted is taken up by running \
            it again. A file appears in the destination whole or not at all, its digest verified: against the catalog, \
            or by reading it back where the catalog does not know it. Nothing that lies under a file's name already is \
            replaced, unless the catalog says that it is damaged.

            Works while a server runs on the same data: what is deleted meanwhile is not left behind in the destination. \
            A file deleted later goes from primary and secondary alone; in any other store its copy stays, and nobody can \
            read it. Without a catalog in the data folder only the two stores are looked at; stop whatever serves them.

            With --delete the source loses each file when the destination's copy is durable and was read back right.

            Prints a line on standard error for each file that could not be copied. Exit status: 0 when all were, 1 when \
            some were not, 64 for stores that make no sense.
            """)

    @Option(help: "The store to copy from.")
    var from: String

    @Option(help: "The store to copy to.")
    var to: String

    @Flag(help: "Move: erase each file in the source once its copy is verified.")
    var delete = false

    @Option(help: "Files to copy at once, 1 to 256.")
    var parallel = 8

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard (1...256).contains(parallel) else { throw ValidationError("--parallel takes 1 to 256.") }
    }

    func run() async throws {
        let source = try options.source(["CLOAKROOM_FROM": from, "CLOAKROOM_TO": to])
        let settings = try Settings(source)
        let (from, to) = try places(source, settings)
        do {
            let desk = try await CopyDesk(settings)
            defer { desk.close() }
            if !desk.hasCatalog { Notice.line("no catalog in \(settings.data): stop whatever serves these stores") }
            let report = try await run(desk.copy(from: from, to: to, .init(moves: delete, width: parallel)))
            print(report.summary)
            guard report.failed == 0 else { throw ExitCode.failure }
        } catch let error as CloakroomError {
            throw CommandFailure(error)
        }
    }

    private func places(_ source: SettingsSource, _ settings: Settings) throws -> (StorePlace, StorePlace) {
        let from: StorePlace, to: StorePlace
        do {
            from = try StorePlace(source, "CLOAKROOM_FROM", settings)
            to = try StorePlace(source, "CLOAKROOM_TO", settings)
        } catch let error as SettingsError {
            throw ValidationError(error.description)
        }
        guard !from.location(settings).overlaps(to.location(settings)) else {
            throw ValidationError("--from and --to are the same store, or one lies in the other.")
        }
        guard !delete || from.name == nil || to.name != nil else {
            throw ValidationError(
                """
                --delete would take files from the service, which does not read --to: make that its primary or secondary \
                first.
                """)
        }
        return (from, to)
    }

    private func run(_ copy: StoreCopy) async throws -> CopyReport {
        var line = ProgressLine(verb: "copied", unit: "blobs", total: 0)
        defer { line.end() }
        return try await copy.run { report, expected in
            line.show(report.done, of: expected, bytes: report.bytes)
        } failed: { failure in
            line.end()
            Notice.line("\(failure.key)\t\(failure.error)")
        }
    }
}

extension CopyReport {
    fileprivate var summary: String {
        let parts = [
            (present, "were there already"), (moved, "erased in the source"), (gone, "deleted meanwhile"),
            (pending, "pending"), (failed, "failed"),
        ]
        let others = parts.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
        return "copied \(copied) blobs, \(bytes) bytes\(others)"
    }
}
