import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Foundation
import Glibc
import Testing

/// A legacy tree may hold anything: what is no regular file of the store's own is no blob.
@Suite struct LocalStoreEscapeTests {
    private let scratch: Scratch

    /// The store holds `uploads/a/x`; beside it lies `outside/secret`.
    init() async throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/outside", withIntermediateDirectories: true)
        try Data("secret".utf8).write(to: URL(filePath: "\(scratch.path)/outside/secret"))
        try await scratch.put("coat", as: "uploads/a/x")
    }

    @Test(arguments: [
        ("uploads/link", "../../outside/secret", "uploads/link"),
        ("uploads/link", "../../outside", "uploads/link/secret"),
        ("uploads/link", "a", "uploads/link/x"),
        ("uploads/link", "a/x", "uploads/link"),
        ("link", "/", "link/etc/passwd"),
    ])
    func symlinksAreNotFollowed(_ link: String, _ target: String, _ name: String) async throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.root)/\(link)", withDestinationPath: target)
        try await expectNoBlob(name)
        await #expect(throws: CloakroomError.self) { try await scratch.put("intruder", as: name) }
        #expect(await scratch.store.erase([try key(name)]).isEmpty)
        #expect(scratch.tree("outside") == ["secret"])
        #expect(try await scratch.text("uploads/a/x", 4) == "coat")
        #expect(FileManager.default.contents(atPath: "\(scratch.path)/outside/secret") == Data("secret".utf8))
    }

    @Test func adoptingThroughASymlinkedFolderMakesNothing() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.root)/uploads/link", withDestinationPath: "../../outside")
        await expect(.unavailable) { try await scratch.put("intruder", as: "uploads/link/deeper/y") }
        #expect(scratch.tree("outside") == ["secret"])
    }

    @Test func fifoIsNoBlobAndHoldsUpNobody() async throws {
        try #require(mkfifo("\(scratch.root)/uploads/fifo", 0o600) == 0)
        try await expectNoBlob("uploads/fifo")
    }

    @Test func socketIsNoBlob() async throws {
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(scratch.root)/uploads/socket".utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        try await expectNoBlob("uploads/socket")
    }

    private func expectNoBlob(_ name: String) async throws {
        let key = try key(name)
        #expect(try await scratch.store.stat(key) == nil)
        await expect(.blobMissing) { try await scratch.store.read(key, .whole(1)) { _ in } }
    }
}
