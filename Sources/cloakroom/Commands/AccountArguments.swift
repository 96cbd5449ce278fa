public import ArgumentParser
public import CloakroomCore

extension HexID: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension Role: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

extension Directory {
    /// - Throws: what a person at the command line should read.
    func knownProject(_ id: HexID) async throws -> Project {
        guard let project = try await project(id) else { throw CommandFailure("There is no project \(id).") }
        return project
    }
}

/// A failure told in one line, with exit status 1.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
