extension ZipDirectory.Entry {
    /// The first bytes of a stored entry; nil when it is packed or encrypted.
    func storedStart(_ count: Int, in file: borrowing FileBytes) throws -> [UInt8]? {
        guard method == 0, let start = try contentStart(in: file) else { return nil }
        return try file.read(at: start, count: Int(min(Int64(count), packedSize)))
    }

    /// The first bytes of the entry, inflated if need be; never more than `limit`.
    func start(_ limit: Int, in file: borrowing FileBytes) throws -> [UInt8]? {
        guard method == 8 else { return try storedStart(limit, in: file) }
        guard let start = try contentStart(in: file) else { return nil }
        // A deflated stream is hardly ever longer than what comes out of it; what is cut off is not needed either.
        return Inflate.start(of: try file.read(at: start, count: Int(min(Int64(limit), packedSize))), limit: limit)
    }

    private func contentStart(in file: borrowing FileBytes) throws -> Int64? {
        let local = ByteView(try file.read(at: header, count: 30))
        guard !isEncrypted, local.has("PK\u{3}\u{4}", at: 0), let name = local.u16(26), let extra = local.u16(28)
        else { return nil }
        let (start, overflow) = header.addingReportingOverflow(30 + Int64(name) + Int64(extra))
        return overflow ? nil : start
    }
}
