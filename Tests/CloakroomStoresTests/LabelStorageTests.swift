import CloakroomCore
import CloakroomTesting
import NIOHTTP1
import Testing

@testable import CloakroomStores

@Suite struct LabelStorageTests {
    private let label = BlobLabel(["kind": "chat", "name": "\u{e4}.txt"])

    @Test func aStoreOnAFileSystemWithAttributesSaysSo() throws {
        #expect(try Scratch().store.keepsLabels)
        #expect(LocalStore(root: "/nowhere/at/all", isNew: false).keepsLabels)
    }

    @Test(.enabled(if: TinyFileSystem.isPermitted))
    func whereThereAreNoAttributesFilesAreKeptWithoutLabels() async throws {
        let bare = try #require(TinyFileSystem(bytes: 1 << 20, kind: "ramfs"))
        let scratch = try Scratch(storeIn: bare.path)
        #expect(!scratch.store.keepsLabels)
        let key = try key("uploads/x")
        try await scratch.spool.with(Array("coat".utf8)) { try await scratch.store.adopt($0.labelled(label), as: key) }
        #expect(try await scratch.text("uploads/x", 4) == "coat")
        #expect(try await scratch.store.describe(key)?.label == nil)
    }

    /// The spool and the store may lie on different file systems; a copy takes its label with it.
    @Test(.enabled(if: OtherFileSystem.exists))
    func aCopyFromAnotherFileSystemHasTheLabelToo() async throws {
        let scratch = try Scratch(storeIn: OtherFileSystem.path)
        let key = try key("uploads/x")
        try await scratch.spool.with([1]) { try await scratch.store.replace($0.labelled(label), as: key) }
        #expect(try await scratch.store.describe(key)?.label == label)
    }

    @Test(
        arguments: [
            [("x-amz-meta-kind", "chat")], [("X-Amz-Meta-Kind", "chat"), ("ETag", "x"), ("x-amz-meta-", "y")],
            [("x-amz-meta-kind", "chat"), ("x-amz-meta-kind", "asset"), ("x-amz-meta-a-b", "z")],
            [("x-amz-meta-kind", "chat"), ("x-amz-meta-name", "%zz"), ("x-amz-meta-owner", "%ff")],
        ])
    func strangeHeadersDoNotDisturb(headers: [(String, String)]) {
        #expect(ObjectLabel.label(HTTPHeaders(headers)) == BlobLabel(["kind": "chat"]))
    }

    @Test func moreThanServersTakeIsNoLabel() {
        let long = String(repeating: "a", count: 2048)
        #expect(ObjectLabel.label(["x-amz-meta-kind": "chat", "x-amz-meta-name": long]) == nil)
        #expect(ObjectLabel.label(["Content-Length": "1"]) == nil)
    }
}
