import CloakroomCrypto

/// Reads, and judges what comes by what may come.
struct Reader: Sendable {
    let scene: Scene
    let api: API
    let visitor: Visitor

    /// Reads a file that was kept a moment ago.
    func read(_ file: Ledger.File, _ range: Range<Int>? = nil) async throws {
        let answer = try await api.read(file.path, range, as: visitor)
        switch answer.status {
        case 200, 206:
            let content = file.sample.content
            guard answer.body.elementsEqual(content[range ?? content.indices]) else {
                return scene.breaches.note(.torn, "\(file.path), \(answer.body.count) of \(content.count) bytes")
            }
        case 404:
            if scene.ledger.fate(of: file.path) == .kept { scene.breaches.note(.lost, file.path) }
        default: scene.unexpected(answer, "GET \(file.path)")
        }
    }

    func readDeleted(_ path: String) async throws {
        let answer = try await api.read(path, as: visitor)
        switch answer.status {
        case 404: break
        case 200: scene.breaches.note(.undead, path)
        default: scene.unexpected(answer, "GET \(path)")
        }
    }

    /// - Returns: the digest of what there is; nil when there is none.
    @discardableResult
    func readAvatar(of owner: Int) async throws -> Digest? {
        let portrait = scene.portraits[owner]
        let path = scene.visitors[owner].avatar
        let mark = portrait.mark
        let answer = try await api.read(path, as: visitor)
        guard answer.status == 200 || answer.status == 404 else {
            scene.unexpected(answer, "GET \(path)")
            return nil
        }
        let sight = answer.status == 200 ? Digest(of: answer.body) : nil
        switch portrait.verdict(on: sight, since: mark) {
        case .right: break
        case .outdated: scene.breaches.note(.lost, "\(path): an older state, or none, is shown")
        case .foreign: scene.breaches.note(.torn, "\(path), \(answer.body.count) bytes")
        }
        return sight
    }
}
