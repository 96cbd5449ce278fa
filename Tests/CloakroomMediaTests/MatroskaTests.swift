import CloakroomCore
import Testing

@testable import CloakroomMedia

/// Voice notes and films, as recorders write them while they go on and as they are written afterwards.
@Suite struct MatroskaTests {
    private static let sound = Matroska.track(kind: 2, codec: "A_OPUS")
    private static let film = Matroska.track(kind: 1, codec: "V_VP8")
    /// With what looks like the codec of a film.
    private static let frames = [UInt8](repeating: 0x55, count: 900) + [0x86, 0x85] + Array("V_VP8".utf8)
    private static let isFilm = CloakroomError.Kind.contentMismatch(detected: "video/webm", expected: "audio/webm")

    private func refusal(_ file: [UInt8]) async throws -> CloakroomError.Kind? {
        let folder = try TemporaryFolder()
        return try await Inspecting.refusal(try folder.write(file), as: ".weba")
    }

    @Test(arguments: [true, false]) func voiceNoteMaySoundLikeAFilm(_ isLive: Bool) async throws {
        let file = Matroska.file(tracks: Self.sound, frames: Self.frames, isLive: isLive)
        #expect(try await refusal(file) == nil)
    }

    @Test(arguments: [true, false]) func filmIsNoVoiceNote(_ isLive: Bool) async throws {
        #expect(try await refusal(Matroska.file(tracks: Self.sound, Self.film, isLive: isLive)) == Self.isFilm)
        #expect(try await refusal(Matroska.file(tracks: Self.film, isLive: isLive)) == Self.isFilm)
    }

    @Test(arguments: [true, false]) func tracksMayComeLate(_ isLive: Bool) async throws {
        let cover = Matroska.element(0x1941_A469, [UInt8](repeating: 0x86, count: 2 << 20))
        let note = Matroska.file(before: cover, tracks: Self.sound, isLive: isLive)
        #expect(try await refusal(note) == nil)
        let film = Matroska.file(before: cover, tracks: Self.sound, Self.film, isLive: isLive)
        #expect(try await refusal(film) == Self.isFilm)
    }

    @Test func codecAloneTellsAsWell() async throws {
        let film = Matroska.element(0xAE, Matroska.element(0x86, Array("V_AV1".utf8)))
        #expect(try await refusal(Matroska.file(tracks: Self.sound, film, isLive: true)) == Self.isFilm)
    }

    @Test func fileWithoutTracksIsNoVoiceNote() async throws {
        #expect(try await refusal(Matroska.file(frames: Self.frames, isLive: true)) == Self.isFilm)
    }

    /// Sizes beyond the file and beyond every number, elements without end or content, and an end within each.
    @Test(arguments: [
        [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE], [0x01, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xFF], [0x40, 0], [0x80], [0],
    ])
    func sizeThatLiesIsAnswered(_ size: [UInt8]) throws {
        let names: [[UInt8]] = [[0x18, 0x53, 0x80, 0x67], [0x16, 0x54, 0xAE, 0x6B], [0xAE], [0x83]]
        var bytes: [UInt8] = Matroska.header
        for name in names { bytes += name + size }
        bytes += [1]
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes)
        for count in 0...bytes.count {
            for size in [Int64(count), .max] {
                #expect(try !MatroskaTracks(of: FileBytes(path: path, size: size)).isSoundOnly)
            }
        }
    }
}
