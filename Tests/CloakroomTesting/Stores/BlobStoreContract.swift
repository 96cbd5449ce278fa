public import CloakroomCore
internal import CloakroomCrypto
internal import NIOCore
internal import Testing

/// What every store must do: each sentence of `BlobStore`, `BlobListing` and `BlobLabelling` as a check. Run every promise against a fresh store:
/// `@Test(arguments: BlobStoreContract.Promise.allCases)`.
public struct BlobStoreContract: Sendable {
    public enum Promise: String, CaseIterable, Sendable {
        case adoptedBlobReadsBack
        case adoptedBlobOutlivesItsSpoolFile
        case emptyBlobIsABlob
        case takenKeyIsAConflict
        case oneOfManyAdoptersWins
        case replacedBlobReadsBack
        case missingSpoolFileMakesNoBlob
        case anySpanCanBeRead
        case largeBlobArrivesInOrder
        case absentBlobIsMissing
        case shortBlobIsUnreadable
        case sinkEndsTheReading
        case statTellsSizeAndTime
        case folderOfABlobIsNoBlob
        case erasedBlobIsGone
        case erasingTheAbsentSucceeds
        case erasingLeavesTheRest
        case everyBlobIsListedOnce
        case whatWasErasedIsNotListed
        case sinkEndsTheListing
        case roomIsTold
        case labelsAreKept
        case replacingReplacesTheLabel
    }

    let store: any BlobStore & BlobListing & BlobLabelling
    let spool: any Spool

    /// - Parameter store: without any blob.
    public init(_ store: any BlobStore & BlobListing & BlobLabelling, spool: any Spool) {
        self.store = store
        self.spool = spool
    }

    public func check(_ promise: Promise) async throws {
        switch promise {
        case .adoptedBlobReadsBack: try await adoptedBlobReadsBack()
        case .adoptedBlobOutlivesItsSpoolFile: try await adoptedBlobOutlivesItsSpoolFile()
        case .emptyBlobIsABlob: try await emptyBlobIsABlob()
        case .takenKeyIsAConflict: try await takenKeyIsAConflict()
        case .oneOfManyAdoptersWins: try await oneOfManyAdoptersWins()
        case .replacedBlobReadsBack: try await replacedBlobReadsBack()
        case .missingSpoolFileMakesNoBlob: try await missingSpoolFileMakesNoBlob()
        case .anySpanCanBeRead: try await anySpanCanBeRead()
        case .largeBlobArrivesInOrder: try await largeBlobArrivesInOrder()
        case .absentBlobIsMissing: try await absentBlobIsMissing()
        case .shortBlobIsUnreadable: try await shortBlobIsUnreadable()
        case .sinkEndsTheReading: try await sinkEndsTheReading()
        case .statTellsSizeAndTime: try await statTellsSizeAndTime()
        case .folderOfABlobIsNoBlob: try await folderOfABlobIsNoBlob()
        case .erasedBlobIsGone: try await erasedBlobIsGone()
        case .erasingTheAbsentSucceeds: try await erasingTheAbsentSucceeds()
        case .erasingLeavesTheRest: try await erasingLeavesTheRest()
        case .everyBlobIsListedOnce: try await everyBlobIsListedOnce()
        case .whatWasErasedIsNotListed: try await whatWasErasedIsNotListed()
        case .sinkEndsTheListing: try await sinkEndsTheListing()
        case .roomIsTold: #expect(try await store.room() > 0)
        case .labelsAreKept: try await labelsAreKept()
        case .replacingReplacesTheLabel: try await replacingReplacesTheLabel()
        }
    }
}
