import CloakroomCore
import CloakroomStores
import Logging

/// Opens stores, and remembers beside the accounts which of them were there once: what is missing of such a store is an
/// unmounted disk, not a new store to be made.
struct StoreOpening {
    let directory: any Directory
    let settings: Settings
    let logger: Logger

    func open(_ location: StoreLocation) async throws -> any StoreCheck.Store {
        switch location {
        case .folder(let path): try await openFolder(path)
        }
    }

    private func openFolder(_ path: String) async throws -> LocalStore {
        let name = "store/file://\(path)"
        let isKnown = try await directory.secret(name) != nil
        let store = LocalStore(
            root: path, isNew: !isKnown, floor: settings.floor, patience: .seconds(settings.storeTimeoutSeconds))
        if store.isThere {
            if !isKnown { _ = try await directory.keepSecret("known", as: name, replacing: false) }
        } else {
            logger.error(
                """
                the store in \(path) is not there: is its disk mounted? If you have put an empty disk in its place on \
                purpose, make a file \(path)/\(LocalStore.marker)
                """)
        }
        return store
    }
}

extension Settings {
    var floor: FreeSpaceFloor { FreeSpaceFloor(bytes: minFreeBytes) }
}
