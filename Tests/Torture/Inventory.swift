import CloakroomCrypto
import Foundation

/// What lies in the stores and the spool while no process is at work there.
struct Inventory: Sendable {
    /// Files in a store, by their paths below it, each with its place on disk.
    let blobs: [String: String]
    /// Folders with nothing in them, which a store should have removed.
    let emptyFolders: [String]
    let spooled: [String]

    /// The file by which a store tells itself from an empty mount point.
    private static let marker = ".cloakroom-store"

    init(_ service: Service) {
        var blobs: [String: String] = [:]
        var emptyFolders: [String] = []
        for store in [service.primary, service.secondary] {
            for path in Self.paths(below: store) where path != Self.marker {
                let place = "\(store)/\(path)"
                if !Self.isFolder(place) {
                    blobs[path] = place
                } else if path.contains("/"), Self.paths(below: place).isEmpty {
                    emptyFolders.append(path)
                }
            }
        }
        self.blobs = blobs
        self.emptyFolders = emptyFolders
        spooled = Self.paths(below: service.spool)
    }

    private static func paths(below folder: String) -> [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static func digest(ofFileAt path: String) throws -> Digest {
        Digest(of: try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
