import ArgumentParser
import CloakroomCore

/// What `check --rebuild` does and tells.
struct Rebuilding {
    let assembly: Assembly
    let isDeep: Bool

    func run() async throws {
        let report = try await rebuild()
        Notice.line(report.summary)
        try await tellProjects(of: report)
        guard report.refused == 0 else { throw ExitCode.failure }
    }

    private func rebuild() async throws -> RebuildReport {
        var line = ProgressLine(verb: "looked at", unit: "blobs", total: nil)
        defer { line.end() }
        do {
            return try await assembly.rebuild(deep: isDeep).run {
                line.show($0.blobs)
            } told: { remark in
                line.end()
                print(remark.line)
            }
        } catch let error as CloakroomError {
            throw CommandFailure(error)
        }
    }

    /// Files belong to projects that have to be made again, with the ids that they had.
    private func tellProjects(of report: RebuildReport) async throws {
        for (id, files) in report.projects.sorted(by: { $0.key.text < $1.key.text }) {
            guard try await assembly.accounts.directory.project(id) == nil else { continue }
            Notice.line(
                "\(files) files belong to project \(id), which is not there: cloakroom project add NAME --id \(id)")
        }
    }
}

extension RebuildRemark {
    fileprivate var line: String {
        let words = detail.replacing("\t", with: " ").replacing("\n", with: " ")
        return [reason.rawValue, key.text, words].joined(separator: "\t")
    }
}

extension RebuildReport {
    fileprivate var summary: String {
        """
        restored \(restored) files (\(unlabelled) without labels, \(expired) expired), \(known) had rows, \
        \(refused) could not be restored; \(blobs) blobs, \(legacy) of an earlier system
        """
    }
}
