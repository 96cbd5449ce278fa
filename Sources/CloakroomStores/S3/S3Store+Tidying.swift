internal import CloakroomCore
internal import NIOHTTP1
internal import Synchronization

/// When to look for uploads that a crash has cut off: their parts are stored, and nobody sees them.
final class Tidying: Sendable {
    /// Seconds: twice what an upload may take, and how often to look.
    private static let age: Int64 = 172_800
    private static let interval: Int64 = 86_400

    private let clock: WallClock
    private let last = Mutex<Timestamp?>(nil)

    init(clock: WallClock) {
        self.clock = clock
    }

    /// What began before this moment is nobody's any more.
    var limit: Timestamp { clock.now().adding(seconds: -Self.age) }

    /// True once in a while.
    func isDue() -> Bool {
        let now = clock.now()
        return last.withLock { last in
            guard last.map({ $0.adding(seconds: Self.interval) <= now }) ?? true else { return false }
            last = now
            return true
        }
    }
}

extension S3Store {
    /// Gives up uploads in parts below the prefix that began before `limit`.
    func abortUploads(begunBefore limit: Timestamp) async throws {
        var place: [(String, String)] = []
        repeat {
            let request = S3Request(
                method: .GET, object: "",
                query: [("uploads", ""), ("encoding-type", "url"), ("prefix", client.location.prefix)] + place)
            guard let page = try await client.send(request, .long(patience)).document else { return }
            for upload in page.all("Upload") {
                guard let object = upload["Key"].map(page.unencoded),
                    object.utf8.starts(with: client.location.prefix.utf8),
                    let id = upload["UploadId"], let began = upload["Initiated"].flatMap(S3Date.xml), began < limit
                else { continue }
                try await abort(object, id)
            }
            place = nextPlace(page, after: place)
        } while !place.isEmpty
    }

    private func nextPlace(_ page: XMLElement, after place: [(String, String)]) -> [(String, String)] {
        guard page["IsTruncated"] == "true", let key = page["NextKeyMarker"].map(page.unencoded),
            let id = page["NextUploadIdMarker"],
            !place.elementsEqual([("key-marker", key), ("upload-id-marker", id)], by: ==)
        else { return [] }
        return [("key-marker", key), ("upload-id-marker", id)]
    }
}
