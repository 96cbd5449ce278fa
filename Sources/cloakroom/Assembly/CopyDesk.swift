import CloakroomCore
import CloakroomStores
import Foundation
import Logging

/// Puts together what a copy between stores needs: the service's own parts, or where there is no catalog the two stores and
/// a spool alone.
struct CopyDesk {
    private let settings: Settings
    private let assembly: Assembly?
    private let lonelySpool: LocalSpool?

    init(_ settings: Settings) async throws {
        self.settings = settings
        guard Self.hasCatalog(settings) else {
            LoggingSystem.bootstrap(settings)
            assembly = nil
            lonelySpool = try LocalSpool(folder: DataFolder(settings.data).copies, floor: settings.floor)
            return
        }
        assembly = try await Assembly(settings)
        lonelySpool = nil
    }

    var hasCatalog: Bool { assembly != nil }

    private static func hasCatalog(_ settings: Settings) -> Bool {
        guard case .sqlite = settings.catalog else { return true }
        return FileManager.default.fileExists(atPath: settings.data + "/" + DataFolder.catalogName)
    }

    func copy(from source: StorePlace, to target: StorePlace, _ options: StoreCopy.Options) async throws -> StoreCopy {
        guard let spool = assembly?.spool ?? lonelySpool else { throw CommandFailure("There is no spool.") }
        try checkFiles(of: source)
        return StoreCopy(
            from: try await end(source, "The source"), to: try await end(target, "The destination"),
            catalog: assembly?.accounts.catalog.all, spool: spool, options: options)
    }

    /// Nothing is made where nothing is: a name that is misspelt, or a disk that is not mounted.
    private func checkFiles(of source: StorePlace) throws {
        guard case .folder(let path) = source.location(settings) else { return }
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard names?.isEmpty == false else { throw CommandFailure("The source \(path) is no folder, or an empty one.") }
    }

    private func end(_ place: StorePlace, _ role: String) async throws -> StoreCopy.End {
        let store = try await store(place)
        do {
            guard try await store.room() != 0 || role == "The source" else { throw CloakroomError(.noSpace) }
        } catch let error as CloakroomError {
            throw CommandFailure("\(role) cannot be used: \(error)")
        }
        return StoreCopy.End(store, name: assembly == nil ? nil : place.name)
    }

    private func store(_ place: StorePlace) async throws -> any StoreCopy.Store {
        if let assembly, let name = place.name { return assembly.store(name) }
        let opening = StoreOpening(
            directory: assembly?.accounts.directory, settings: settings, logger: Logger(label: "cloakroom"))
        return try await opening.open(place.location(settings))
    }

    func close() {
        assembly?.close()
        lonelySpool?.close()
    }
}
