import CloakroomCore
import CloakroomStores
import Logging

/// Opens stores, and remembers beside the accounts which of them were there once: what is missing of such a store is an
/// unmounted disk, not a new store to be made.
struct StoreOpening {
    /// Nil when there is no catalog.
    let directory: (any Directory)?
    let settings: Settings
    /// Whether a store that was never there may be made.
    var mayFound = true
    let logger: Logger

    func open(_ location: StoreLocation) async throws -> any StoreRebuild.Store {
        switch location {
        case .folder(let path): try await openFolder(path)
        case .bucket(let place, let credentials): openBucket(place, credentials)
        }
    }

    /// Nobody waits for the bucket: while it cannot be reached the other store stands in.
    private func openBucket(_ place: S3Location, _ credentials: S3CredentialOrigin) -> S3Store {
        // A reader holds a connection for as long as its client takes.
        let store = S3Store(
            place, credentials: credentials, patience: .seconds(settings.storeTimeoutSeconds),
            readers: min(10_000, DescriptorLimit.raise().connections))
        Task { [logger] in
            do {
                _ = try await store.room()
            } catch {
                logger.error("the bucket \(place.bucket) cannot be used now", metadata: ["cause": "\(error)"])
            }
        }
        return store
    }

    private func openFolder(_ path: String) async throws -> LocalStore {
        let name = "store/file://\(path)"
        let isKnown = try await directory?.secret(name) != nil
        let store = LocalStore(
            root: path, isNew: mayFound && !isKnown, floor: settings.floor,
            patience: .seconds(settings.storeTimeoutSeconds))
        if store.isThere {
            tellOfLabels(store, path)
            if !isKnown { _ = try await directory?.keepSecret("known", as: name, replacing: false) }
        } else {
            logger.error(
                """
                the store in \(path) is not there: is its disk mounted? If you have put an empty disk in its place on \
                purpose, make a file \(path)/\(LocalStore.marker)
                """)
        }
        return store
    }

    private func tellOfLabels(_ store: LocalStore, _ path: String) {
        guard !store.keepsLabels else { return }
        logger.notice(
            """
            the file system of \(path) keeps no extended attributes, so files there have no labels: if the catalog is \
            lost, the names, senders and expiry of its files are lost too. Keep backups of the catalog
            """)
    }
}

extension Settings {
    var floor: FreeSpaceFloor { FreeSpaceFloor(bytes: minFreeBytes) }
}
