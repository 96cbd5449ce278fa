import CloakroomCore
import Foundation
import Testing

@testable import CloakroomMedia

/// What lies further back than libmagic looks.
@Suite struct ContainerTests {
    @Test func directoryOfACompoundFileMayLieAnywhere() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(CompoundFixture.word(sectorsBefore: 20_000))
        #expect(try await Inspecting.inspect(path, as: ".doc").contentType == "application/msword")
        #expect(try await Inspecting.refusal(path, as: ".xls") != nil)
    }

    @Test func packageIsReadFromItsEnd() async throws {
        let folder = try TemporaryFolder()
        let package = try Fixture.bytes("genuine/sample.docx")
        // A self-extracting prefix would make it a program; what counts is that the directory is far from the start.
        let path = try folder.write(try ZipFixture.padded(package, by: 3 << 20))
        let type = try await Inspecting.inspect(path, as: ".docx").contentType
        #expect(type == FileKind.of(".docx")?.type)
    }

    /// What a package says of itself becomes a header field.
    @Test(arguments: ["\u{1}", "\u{7F}", "\"", ";", "é"])
    func packageOfBrokenNameHasNone(_ piece: String) async throws {
        let folder = try TemporaryFolder()
        let package = try Fixture.bytes("genuine/sample.odt")
        let named = Array("opendocument.text".utf8)
        let start = try #require(package.indices.first { package[$0...].starts(with: named) })
        let broken = package[..<start] + named.dropLast(piece.utf8.count) + piece.utf8
        let path = try folder.write(broken + package[(start + named.count)...])
        #expect(try await Inspecting.inspect(path, as: ".any").contentType == DocumentType.unnamedODF)
    }

    @Test func textMustBeOneToItsLastByte() async throws {
        let folder = try TemporaryFolder()
        let text = Array(repeating: Array("coats and hats, number 17\n".utf8), count: 80_000).joined()
        let sound = try folder.write(text, named: "sound")
        let broken = try folder.write(Array(text) + [0], named: "broken")
        let latin = try folder.write(Array(text) + [0xE4, 0x0A], named: "latin")
        #expect(try await Inspecting.inspect(sound, as: ".txt").contentType == "text/plain; charset=utf-8")
        #expect(try await Inspecting.refusal(broken, as: ".txt") != nil)
        #expect(try await Inspecting.inspect(latin, as: ".txt").contentType == "text/plain")
    }
}

/// Builds a compound file whose directory lies behind many sectors, so that its FAT is too long for the header.
enum CompoundFixture {
    private static let end: UInt32 = 0xFFFF_FFFE

    static func word(sectorsBefore: Int) throws -> [UInt8] {
        let small = try Fixture.bytes("genuine/sample.doc")
        let directory = small.suffix(512)
        // Order: FAT sectors, one DIFAT sector, filler, directory.
        let fats = (sectorsBefore + 400) / 127 + 1
        let total = fats + 1 + sectorsBefore + 1
        var header = Array(small.prefix(512))
        put(UInt32(fats), at: 44, of: &header)
        put(UInt32(total - 1), at: 48, of: &header)
        put(UInt32(fats), at: 68, of: &header)
        put(1, at: 72, of: &header)
        for number in 0..<109 { put(UInt32(number), at: 76 + 4 * number, of: &header) }
        let allocation = [UInt8](repeating: 0xFF, count: fats * 512)
        var more = [UInt8](repeating: 0xFF, count: 512)
        for number in 109..<fats { put(UInt32(number), at: 4 * (number - 109), of: &more) }
        put(end, at: 508, of: &more)
        return header + ended(allocation, at: total - 1) + more + [UInt8](repeating: 7, count: sectorsBefore * 512)
            + directory
    }

    private static func ended(_ table: [UInt8], at sector: Int) -> [UInt8] {
        var table = table
        put(end, at: 4 * sector, of: &table)
        return table
    }

    private static func put(_ number: UInt32, at offset: Int, of bytes: inout [UInt8]) {
        for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
    }
}

/// Builds packages whose central directory lies far back.
enum ZipFixture {
    /// Puts bytes between the parts and the directory, and corrects where the directory is said to lie.
    static func padded(_ package: [UInt8], by count: Int) throws -> [UInt8] {
        let view = ByteView(package)
        let record = package.count - 22
        let start = Int(try #require(view.u32(record + 16)))
        var tail = Array(package[start...])
        let place = UInt32(start + count)
        for index in 0..<4 { tail[tail.count - 6 + index] = UInt8(truncatingIfNeeded: place >> (8 * index)) }
        return Array(package[..<start]) + [UInt8](repeating: 0, count: count) + tail
    }
}
