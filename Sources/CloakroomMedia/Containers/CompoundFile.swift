/// An OLE2 compound file: what Office wrote until 2003, and what it puts a password around today.
///
/// The directory may lie anywhere; chains are followed no longer than the file could hold.
/// - Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.5 (DIFAT), 2.6 (directory).
struct CompoundFile {
    struct Entry {
        /// In upper case: names are compared so.
        let name: String
        let left: UInt32
        let right: UInt32
        let child: UInt32
        let classID: ArraySlice<UInt8>
    }

    private let header: ByteView
    private let sectorShift: Int
    private let sectorCount: Int
    private var allocation: [UInt32] = []

    /// The most sectors of the directory that are read: 32,768 entries of a file with the usual sectors.
    private static let longestDirectory = 8192

    /// Nil when the file is none.
    init?(_ file: borrowing FileBytes) throws {
        header = ByteView(try file.read(at: 0, count: 512))
        guard header.slice(0, 8)?.elementsEqual(Self.signature) ?? false, let shift = header.u16(30),
            shift == 9 || shift == 12
        else { return nil }
        sectorShift = Int(shift)
        sectorCount = Int(clamping: file.size >> Int64(shift))
        allocation = try allocationSectors(in: file)
    }

    static func isOne(_ head: [UInt8]) -> Bool { head.starts(with: signature) }

    private static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    /// The directory's entries in order, as far as it can be read.
    func entries(in file: borrowing FileBytes) throws -> [Entry] {
        var found: [Entry] = []
        var sector = header.u32(48)
        for _ in 0..<min(sectorCount, Self.longestDirectory) {
            guard let here = sector, let bytes = try read(here, in: file) else { break }
            for offset in stride(from: 0, to: bytes.count, by: 128) {
                guard let entry = Self.entry(at: offset, of: bytes) else { break }
                found.append(entry)
            }
            sector = try next(after: here, in: file)
        }
        return found
    }

    /// The sectors that hold the FAT: 109 are named in the header, the rest in a chain of their own.
    private func allocationSectors(in file: borrowing FileBytes) throws -> [UInt32] {
        var sectors = (0..<109).compactMap { header.u32(76 + 4 * $0) }
        let perSector = (1 << sectorShift) / 4
        var next = header.u32(68)
        for _ in 0..<sectorCount / (perSector * perSector) + 1 {
            guard let here = next, let bytes = try read(here, in: file) else { break }
            sectors += (0..<perSector - 1).compactMap { bytes.u32(4 * $0) }
            next = bytes.u32(4 * (perSector - 1))
        }
        return sectors
    }

    private func next(after sector: UInt32, in file: borrowing FileBytes) throws -> UInt32? {
        let perSector = (1 << sectorShift) / 4
        let index = Int(sector) / perSector
        guard index < allocation.count else { return nil }
        let place = offset(of: allocation[index]) + Int64(Int(sector) % perSector * 4)
        return ByteView(try file.read(at: place, count: 4)).u32(0)
    }

    /// Nil for a number that names no sector of this file.
    private func read(_ sector: UInt32, in file: borrowing FileBytes) throws -> ByteView? {
        let bytes = try file.read(at: offset(of: sector), count: 1 << sectorShift)
        return bytes.count >= 128 ? ByteView(bytes) : nil
    }

    private func offset(of sector: UInt32) -> Int64 { (Int64(sector) + 1) << Int64(sectorShift) }

    private static func entry(at offset: Int, of bytes: ByteView) -> Entry? {
        guard let length = bytes.u16(offset + 64), let name = bytes.slice(offset, min(64, max(0, Int(length) - 2))),
            let left = bytes.u32(offset + 68), let right = bytes.u32(offset + 72), let child = bytes.u32(offset + 76),
            let classID = bytes.slice(offset + 80, 16)
        else { return nil }
        let view = ByteView(Array(name))
        let units = stride(from: 0, to: view.count, by: 2).compactMap(view.u16)
        return Entry(
            name: String(decoding: units, as: UTF16.self).uppercased(), left: left, right: right, child: child,
            classID: classID)
    }
}
