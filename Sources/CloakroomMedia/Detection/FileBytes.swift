internal import SystemPackage

/// An open file that is read by position. Nothing outside it is ever touched, whatever offsets a container names.
package struct FileBytes: ~Copyable {
    private let descriptor: FileDescriptor
    let size: Int64

    package init(path: String, size: Int64) throws {
        descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        self.size = size
    }

    /// Takes over a descriptor that is open already.
    init(owning number: Int32, size: Int64) {
        descriptor = FileDescriptor(rawValue: number)
        self.size = size
    }

    deinit { try? descriptor.close() }

    /// The descriptor as C wants it.
    var number: Int32 { descriptor.rawValue }

    /// Up to `count` bytes from `offset`; fewer at the end, none outside the file.
    func read(at offset: Int64, count: Int) throws -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        let wanted = Int(min(Int64(count), size - offset))
        return try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            filled = try fill(UnsafeMutableRawBufferPointer(buffer), from: offset)
        }
    }

    /// Hands the whole file to `use`, piece by piece, until it answers false.
    func forEachPiece(_ use: (UnsafeRawBufferPointer) -> Bool) throws {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        var offset: Int64 = 0
        while true {
            let filled = try fill(piece, from: offset)
            guard filled > 0, use(UnsafeRawBufferPointer(rebasing: piece[..<filled])) else { return }
            offset += Int64(filled)
        }
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int64) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
