import CloakroomCore
import Foundation
import Logging
import Synchronization

@testable import CloakroomCatalogs

/// A temporary folder with a catalog's file in it, open as often as a test likes.
final class Desk: Sendable {
    let folder: String
    private let opened = Mutex<[SQLiteCatalog]>([])

    var path: String { folder + "/catalog.sqlite" }

    private init() throws {
        folder = NSTemporaryDirectory() + "/catalog-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    static func with(_ work: (Desk) async throws -> Void) async throws {
        let desk = try Desk()
        defer { desk.clear() }
        try await work(desk)
    }

    func open(
        busyTimeout: Duration = .seconds(5), logLimit: Int64 = 64 << 20, longestQueue: Int = 8192
    ) throws -> SQLiteCatalog {
        let catalog = try SQLiteCatalog(
            path: path, busyTimeout: busyTimeout, logLimit: logLimit, longestQueue: longestQueue,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        opened.withLock { $0.append(catalog) }
        return catalog
    }

    private func clear() {
        for catalog in opened.withLock({ $0 }) { try? catalog.close() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
