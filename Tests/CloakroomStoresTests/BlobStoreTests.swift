import CloakroomCore
import CloakroomStores
import CloakroomTesting
import Testing

@Suite struct BlobStoreTests {
    @Test(arguments: BlobStoreContract.Promise.allCases)
    func memoryKeepsThePromise(_ promise: BlobStoreContract.Promise) async throws {
        let scratch = try Scratch()
        try await BlobStoreContract(MemoryStore(), spool: scratch.spool).check(promise)
    }

    @Test(arguments: BlobStoreContract.Promise.allCases)
    func diskKeepsThePromise(_ promise: BlobStoreContract.Promise) async throws {
        let scratch = try Scratch()
        try await BlobStoreContract(scratch.store, spool: scratch.spool).check(promise)
    }

    @Test(.enabled(if: OtherFileSystem.exists), arguments: BlobStoreContract.Promise.allCases)
    func diskOnAnotherFileSystemKeepsThePromise(_ promise: BlobStoreContract.Promise) async throws {
        let scratch = try Scratch(storeIn: OtherFileSystem.path)
        try await BlobStoreContract(scratch.store, spool: scratch.spool).check(promise)
    }

    @Test(arguments: BlobStoreContract.Promise.allCases)
    func wellFailingStoreKeepsThePromise(_ promise: BlobStoreContract.Promise) async throws {
        let scratch = try Scratch()
        try await BlobStoreContract(FailingStore(MemoryStore()), spool: scratch.spool).check(promise)
    }

    @Test(.enabled(if: S3Server.isThere, needsS3Server), arguments: BlobStoreContract.Promise.allCases)
    func bucketKeepsThePromise(_ promise: BlobStoreContract.Promise) async throws {
        let scratch = try Scratch()
        try await BlobStoreContract(scratch.bucketStore(), spool: scratch.spool).check(promise)
    }
}
