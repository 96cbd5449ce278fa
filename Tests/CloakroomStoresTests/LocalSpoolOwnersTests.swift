import CloakroomCore
import CloakroomCrypto
import CloakroomStores
import CloakroomTesting
import Foundation
import Glibc
import Testing

@Suite struct LocalSpoolOwnersTests {
    private let scratch: Scratch
    private let files = FileManager.default

    init() throws {
        scratch = try Scratch()
    }

    @Test func liveOwnersAreNeverAbandoned() async throws {
        let other = try LocalSpool(folder: folder)
        #expect(try await scratch.spool.abandonedOwners() == [])
        #expect(try await other.abandonedOwners() == [])
        await expect(.conflict) { try await scratch.spool.clear(owner: other.owner) }
        await expect(.conflict) { try await scratch.spool.clear(owner: scratch.spool.owner) }
        try await other.with([1, 2]) { #expect(files.contents(atPath: $0.path) == Data([1, 2])) }
    }

    @Test func ownerWhoseLockIsFreeIsAbandonedAndCleared() async throws {
        let dead = try leaveDeadOwner()
        #expect(try await scratch.spool.abandonedOwners() == [dead])
        try await scratch.spool.clear(owner: dead)
        #expect(!files.fileExists(atPath: "\(folder)/\(dead)"))
        #expect(try await scratch.spool.abandonedOwners() == [])
        try await scratch.spool.clear(owner: dead)
    }

    /// flock(1) holds the lock from another process, as another server would.
    @Test func anotherProcessesLockHoldsUntilItEnds() async throws {
        let owner = try leaveDeadOwner()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["\(folder)/\(owner)/lock", "sh", "-c", "echo locked; read _"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("locked\n".utf8))
        #expect(try await scratch.spool.abandonedOwners() == [])
        await expect(.conflict) { try await scratch.spool.clear(owner: owner) }
        kill(process.processIdentifier, SIGKILL)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        _ = try output.fileHandleForReading.readToEnd()
        #expect(try await scratch.spool.abandonedOwners() == [owner])
    }

    @Test func halfClearedOwnerIsClearedAgain() async throws {
        let dead = try leaveDeadOwner()
        try files.removeItem(atPath: "\(folder)/\(dead)/lock")
        #expect(try await scratch.spool.abandonedOwners() == [dead])
        try await scratch.spool.clear(owner: dead)
        #expect(!files.fileExists(atPath: "\(folder)/\(dead)"))
    }

    @Test func startingProcessIsNotTakenForDead() async throws {
        let starting = try leaveStartingFolder()
        let lock = open("\(starting)/lock", O_RDWR | O_CREAT, 0o600)
        defer { close(lock) }
        try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
        #expect(try await scratch.spool.abandonedOwners() == [])
        #expect(files.fileExists(atPath: "\(starting)/lock"))
    }

    @Test(arguments: [true, false])
    func processThatDiedWhileItStartedLeavesNothing(locked: Bool) async throws {
        let starting = try leaveStartingFolder()
        if locked { try Data().write(to: URL(filePath: "\(starting)/lock")) }
        #expect(try await scratch.spool.abandonedOwners() == [])
        #expect(!files.fileExists(atPath: starting))
    }

    @Test func processThatEndsWellLeavesNothing() async throws {
        let spool = try LocalSpool(folder: folder)
        try await spool.with([1]) { _ in
            spool.close()
            #expect(files.fileExists(atPath: "\(folder)/\(spool.owner)/lock"))
        }
        spool.close()
        #expect(!files.fileExists(atPath: "\(folder)/\(spool.owner)"))
    }

    @Test(arguments: ["", ".", "..", "../spool", "lost+found", "/", "a/b"])
    func onlyOwnersNamesAreCleared(_ name: String) async throws {
        await expect(.invalid("not an owner of the spool")) { try await scratch.spool.clear(owner: name) }
        #expect(files.fileExists(atPath: "\(folder)/\(scratch.spool.owner)/lock"))
    }

    @Test func foreignFoldersAreLeftAlone() async throws {
        try files.createDirectory(atPath: "\(folder)/lost+found", withIntermediateDirectories: true)
        #expect(try await scratch.spool.abandonedOwners() == [])
    }

    private var folder: String { "\(scratch.path)/spool" }

    /// What a process leaves that was killed before it had a name.
    private func leaveStartingFolder() throws -> String {
        let starting = "\(folder)/.\(String(repeating: "a", count: 32))"
        try files.createDirectory(atPath: starting, withIntermediateDirectories: true)
        return starting
    }

    /// What a killed process leaves: its folder with a lock that nobody holds, and an unfinished upload.
    private func leaveDeadOwner() throws -> String {
        let owner = try LocalSpool(folder: folder).owner
        try Data([1]).write(to: URL(filePath: "\(folder)/\(owner)/upload"))
        return owner
    }
}
