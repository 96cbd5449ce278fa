extension ZipDirectory {
    /// Where the central directory lies.
    struct Place {
        let start: Int64
        let size: Int
        /// What to add to the offsets that the archive states: not zero when something was put before it.
        let shift: Int64

        /// Finds the end record behind at most 64 KiB of comment, and its ZIP64 twin.
        static func find(in file: borrowing FileBytes) throws -> Place? {
            let tailStart = max(0, file.size - 65_557)
            let tail = ByteView(try file.read(at: tailStart, count: 65_557))
            guard let offset = endRecord(in: tail), let size = tail.u32(offset + 12), let start = tail.u32(offset + 16)
            else { return nil }
            let end = tailStart + Int64(offset)
            if size == .max || start == .max || tail.u16(offset + 10) == .max,
                let wide = try wideRecord(before: end, in: file)
            {
                return wide
            }
            return Place(endingAt: end, size: UInt64(size), stated: UInt64(start))
        }

        private init?(endingAt end: Int64, size: UInt64, stated: UInt64) {
            guard let count = Int(exactly: size), let stated = Int64(exactly: stated), Int64(count) <= end
            else { return nil }
            start = end - Int64(count)
            self.size = count
            shift = start - stated
        }

        private static func endRecord(in tail: ByteView) -> Int? {
            guard tail.count >= 22 else { return nil }
            return (0...tail.count - 22).reversed().first { offset in
                tail.has("PK\u{5}\u{6}", at: offset)
                    && offset + 22 + Int(tail.u16(offset + 20) ?? .max) <= tail.count
            }
        }

        private static func wideRecord(before end: Int64, in file: borrowing FileBytes) throws -> Place? {
            let locator = ByteView(try file.read(at: end - 20, count: 20))
            guard locator.has("PK\u{6}\u{7}", at: 0), let stated = locator.u64(8).flatMap({ Int64(exactly: $0) })
            else { return nil }
            // The record ends right before its locator; a stated place that is off (a prefix) is looked for there.
            for start in [stated, end - 20 - 56] {
                let record = ByteView(try file.read(at: start, count: 56))
                guard record.has("PK\u{6}\u{6}", at: 0), let size = record.u64(40), let first = record.u64(48)
                else { continue }
                return Place(endingAt: start, size: size, stated: first)
            }
            return nil
        }
    }
}
