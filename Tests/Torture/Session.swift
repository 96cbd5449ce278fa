import CloakroomCrypto
import Foundation

/// One visitor's doings between two kills.
struct Session {
    /// Kept files; above it more is deleted than sent.
    private static let crowd = 150
    private static let sizes = 10...3_000_000
    private static let pictureSizes = 10...200_000

    let scene: Scene
    let visitor: Visitor
    let api: API
    /// Raised before the kill.
    let end: Flag
    let round: Int
    private var dice: Dice
    private var sent = 0

    init(_ scene: Scene, _ visitor: Visitor, _ api: API, until end: Flag, round: Int, seed: UInt64) {
        self.scene = scene
        self.visitor = visitor
        self.api = api
        self.end = end
        self.round = round
        dice = Dice(seed, "round \(round), visitor \(visitor.number)")
    }

    /// Does one thing after the other until the server is killed.
    mutating func run() async {
        while !end.isRaised {
            do {
                try await doSomething()
            } catch {
                guard end.isRaised else {
                    scene.breaches.note(.failures, "no answer to \(visitor.id) while the server ran: \(error)")
                    return
                }
                scene.tally.count(.unanswered)
            }
        }
    }

    private mutating func doSomething() async throws {
        let isCrowded = scene.ledger.files.count > Self.crowd
        switch Int.random(in: 0..<100, using: &dice) {
        case ..<42 where isCrowded: try await deleteAFile()
        case ..<35: try await send(sample(.text, Self.sizes), to: .chat)
        case ..<42: try await send(sample(.picture, Self.pictureSizes), to: .assets)
        case ..<54: try await replaceAvatar()
        case ..<57: try await deleteAvatar()
        case ..<72: try await deleteAFile()
        case ..<80: try await readAnAvatar()
        case ..<84: try await readADeletedFile()
        default: try await readAFile()
        }
    }

    private mutating func sample(_ kind: Sample.Kind, _ sizes: ClosedRange<Int>) -> Sample {
        sent += 1
        return Sample(kind, number: (round * 100 + visitor.number) * 100_000 + sent, size: dice.size(sizes))
    }

    // MARK: Changing

    private func send(_ sample: Sample, to route: API.Upload) async throws {
        scene.ledger.sent(sample)
        let answer = try await api.send(sample, to: route, as: visitor)
        guard let receipt = receipt(answer, for: sample) else { return scene.ledger.refused(sample) }
        scene.ledger.acknowledged(sample, at: receipt.path)
        scene.tally.count(.uploads)
    }

    private mutating func replaceAvatar() async throws {
        let sample = sample(.picture, Self.pictureSizes)
        let portrait = scene.portraits[visitor.number]
        let wish = portrait.wish(sample.digest)
        let answer = try await api.send(sample, to: .photo, as: visitor)
        guard receipt(answer, for: sample) != nil else { return }
        portrait.cameTrue(wish)
        scene.tally.count(.replacements)
    }

    private func deleteAvatar() async throws {
        let portrait = scene.portraits[visitor.number]
        let wasThere = portrait.isThere
        let wish = portrait.wish(nil)
        let answer = try await api.delete(visitor.avatar, as: visitor)
        if answer.status == 404, wasThere { scene.breaches.note(.lost, "\(visitor.avatar), told by its deletion") }
        switch answer.status {
        case 200, 404: portrait.cameTrue(wish)
        default: scene.unexpected(answer, "DELETE \(visitor.avatar)")
        }
        if answer.status == 200 { scene.tally.count(.deletes) }
    }

    private mutating func deleteAFile() async throws {
        guard let file = pick(), scene.ledger.deleting(file.path) else { return }
        let answer = try await api.delete(file.path, as: visitor)
        switch answer.status {
        case 200:
            scene.ledger.deletedForGood(file.path)
            scene.tally.count(.deletes)
        case 404: scene.breaches.note(.lost, "\(file.path), told by its deletion")
        default: scene.unexpected(answer, "DELETE \(file.path)")
        }
    }

    /// The receipt of an upload that succeeded; nil when it was refused.
    private func receipt(_ answer: API.Answer, for sample: Sample) -> Receipt? {
        guard answer.status == 201, let receipt = try? JSONDecoder().decode(Receipt.self, from: Data(answer.body))
        else {
            scene.unexpected(answer, "upload of \(sample.size) bytes")
            return nil
        }
        if receipt.sha256 != sample.digest.hex { scene.breaches.note(.torn, "\(receipt.path) as it was received") }
        return receipt
    }

    // MARK: Reading

    private mutating func readAFile() async throws {
        guard let file = pick() else { return }
        let size = file.sample.size
        let start = Int.random(in: 0..<size, using: &dice)
        let range = dice.isLucky(30) ? start..<Int.random(in: (start + 1)...size, using: &dice) : nil
        try await Reader(scene: scene, api: api, visitor: visitor).read(file, range)
        scene.tally.count(.reads)
    }

    private mutating func readADeletedFile() async throws {
        let deleted = scene.ledger.deleted.suffix(50)
        guard let path = deleted.randomElement(using: &dice) else { return }
        try await Reader(scene: scene, api: api, visitor: visitor).readDeleted(path)
        scene.tally.count(.reads)
    }

    private mutating func readAnAvatar() async throws {
        let owner = Int.random(in: scene.visitors.indices, using: &dice)
        try await Reader(scene: scene, api: api, visitor: visitor).readAvatar(of: owner)
        scene.tally.count(.reads)
    }

    private mutating func pick() -> Ledger.File? {
        scene.ledger.pick { Int.random(in: 0..<$0, using: &dice) }
    }
}
