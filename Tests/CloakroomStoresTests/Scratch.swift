import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Foundation
import NIOCore
import Testing

/// A temporary folder with a store and a spool in it, removed with the value.
final class Scratch: Sendable {
    let path: String
    let root: String
    let store: LocalStore
    let spool: LocalSpool

    /// - Parameter base: where the store lies, when not beside the spool.
    init(storeIn base: String? = nil) throws {
        let name = "cloakroom-stores-\(UUID().uuidString)"
        path = "\(FileManager.default.temporaryDirectory.path)/\(name)"
        root = base.map { "\($0)/\(name)" } ?? "\(path)/store"
        store = LocalStore(root: root, threads: 8)
        spool = try LocalSpool(folder: "\(path)/spool", threads: 4)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: root)
    }

    func put(_ text: String, as name: String) async throws {
        try await spool.put(Array(text.utf8), as: key(name), in: store)
    }

    func text(_ name: String, _ size: Int64) async throws -> String {
        String(decoding: try await store.content(of: key(name), .whole(size)), as: UTF8.self)
    }

    /// Every name below a folder of the scratch, sorted, without the store's marker.
    func tree(_ folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
        return names.filter { $0 != LocalStore.marker }.sorted()
    }

    /// The files of uploads that lie in the spool, finished or not.
    var spooled: [String] { tree("spool/\(spool.owner)").filter { $0 != "lock" } }
}

func key(_ text: String) throws -> BlobKey { try #require(BlobKey(text)) }

func expect(_ kind: CloakroomError.Kind, of action: () async throws -> Void) async {
    let error = await #expect(throws: CloakroomError.self) { try await action() }
    #expect(error?.kind == kind)
}

func permissions(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
}
