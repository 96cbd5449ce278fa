import ArgumentParser
import CloakroomCore

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold catalog and stores against each other, and put right what is wrong.",
        discussion: """
            Prints a line for each finding, its columns separated by tabs: problem, store, outcome, key.

              missing     a store that should have a file's bytes has none
              damaged     a store has other bytes than were acknowledged
              unreadable  a store cannot say
              orphan      bytes of ours that no row knows of; nobody can read them

            The outcome is "repairable", "repaired", "kept", "lost" (no store has a good copy) or what went wrong. A \
            repair first sweeps, which finishes what a crash left; then it restores copies from the other store, \
            their digests verified, and never removes the last good one. Orphans are kept: after a catalog was lost, \
            or restored from an old backup, they are the files that came in since. Files that an earlier system left \
            under uploads/ without rows are counted, not reported. So are files of which a store is still owed its copy.

            With --rebuild: writes the rows of a lost catalog anew from both stores, and prints a line for each file \
            that it could not restore, or not wholly, its columns separated by tabs: reason, key, details. Accounts, \
            projects, memberships and secrets lie in no store, nor do uploads in parts that had not ended; deletes \
            that a store had not carried out are forgotten. Rows that are there are left alone, no byte is erased, \
            and it may be repeated.

            Works while a server runs on the same data. Exit status: 0 when all is well or has been put right, 1 when \
            something is left.
            """)

    @Flag(help: "Read every byte and compare digests, not sizes alone.")
    var deep = false

    @Flag(help: "Put right what can be put right without losing anything.")
    var repair = false

    @Flag(help: "With --repair: erase orphans too. Only for a catalog that has lost no rows.")
    var eraseOrphans = false

    @Flag(help: "Write the rows of a lost catalog anew from what the stores hold.")
    var rebuild = false

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard !rebuild || !repair else { throw ValidationError("First --rebuild, then --repair.") }
        guard repair || !eraseOrphans else { throw ValidationError("--erase-orphans is a part of --repair.") }
    }

    func run() async throws {
        let settings = try options.settings()
        let assembly = try await Assembly(settings, rebuilding: rebuild)
        defer { assembly.close() }
        if rebuild { return try await Rebuilding(assembly: assembly, isDeep: deep).run() }
        if repair { _ = try await assembly.cloakroom.sweep() }
        let report = try await check(assembly.check(.init(isDeep: deep, repairs: repair, erasesOrphans: eraseOrphans)))
        Notice.line(report.summary)
        guard report.isClean else { throw ExitCode.failure }
    }

    private func check(_ check: StoreCheck) async throws -> CheckReport {
        var line: (stage: CheckProgress.Stage, progress: ProgressLine)?
        func show(_ progress: CheckProgress) {
            if line?.stage != progress.stage {
                line?.progress.end()
                let unit = progress.stage.rawValue
                line = (progress.stage, ProgressLine(verb: "checked", unit: unit, total: progress.total))
            }
            line?.progress.show(progress.done)
        }
        defer { line?.progress.end() }
        do {
            return try await check.run(progress: show) { finding in
                line?.progress.end()
                print(finding.line)
            }
        } catch let error as CloakroomError {
            throw CommandFailure(error)
        }
    }
}

extension Finding {
    fileprivate var line: String {
        [problem.rawValue, store.rawValue, outcome.words, key.text].joined(separator: "\t")
    }
}

extension Finding.Outcome {
    fileprivate var words: String {
        switch self {
        case .repairable: "repairable"
        case .repaired: "repaired"
        case .lost: "lost"
        case .kept: "kept"
        case .failed(let reason): reason.replacing("\t", with: " ").replacing("\n", with: " ")
        }
    }
}

extension CheckReport {
    fileprivate var summary: String {
        let repairs = repaired > 0 ? ", \(repaired) repaired" : ""
        let copies = owed > 0 ? ", \(owed) files owed to a store" : ""
        let others = "\(pending) files pending, \(legacy) blobs of an earlier system\(copies)"
        return "checked \(files) files, \(blobs) blobs (\(others)): \(findings) findings\(repairs)"
    }
}
