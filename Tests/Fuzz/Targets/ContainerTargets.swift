@testable import CloakroomMedia

/// The looks inside containers: whatever a file says of itself, it passes for a kind of its own family at most.
enum ContainerTargets {
    @Sendable static func zip(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        directory(of: file)
        guard let type = ensure({ try ZipFlavour.type(of: file) }) else { return }
        promise(type.utf8.allSatisfy { 0x21..<0x7F ~= $0 }, "a type that is no type: \(type)")
        for fileExtension in [".pdf", ".doc", ".xls", ".rtf", ".7z", ".png", ".txt", ".mp3", ".mp4", ".gz"] {
            let isServed = (try? FileKind.of(fileExtension)?.served(type)) != nil
            promise(!isServed, "an archive that passes as \(fileExtension)")
        }
    }

    private static func directory(of file: borrowing FileBytes) {
        guard let directory = ensure({ try ZipDirectory(file) }) else { return }
        for entry in directory.entries.prefix(64) {
            let (end, overflow) = entry.header.addingReportingOverflow(entry.packedSize)
            promise(entry.header >= 0 && entry.packedSize >= 0 && !overflow && end <= file.size, "a part outside")
            let start = ensure { try entry.start(1000, in: file) }
            promise(start.map { $0.count <= 1000 } ?? true, "more inflated than asked for")
        }
    }

    @Sendable static func compound(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        guard let type = ensure({ try CompoundFlavour.type(of: file) }) else { return }
        promise(CompoundFile.isOne(input) && type.hasPrefix("application/"), "a compound file that is none")
    }

    @Sendable static func audio(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        let isAudio = ensure { try MPEGAudio.isOne(file) }
        promise(!isAudio || input.contains(0xFF), "sound without a frame")
    }

    @Sendable static func tracks(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        for type in ["video/webm", "video/x-matroska", "application/ogg", "video/mp4", "image/png"] {
            let found = ensure { try MediaTracks.type(of: file, head: input, taken: type) }
            let isSound = MIMEType.isAudio(found) || found == "video/ogg" || found == type
            promise(isSound, "\(type) that turns into \(found)")
        }
    }

    @Sendable static func webp(_ input: [UInt8]) {
        let cleaned = WebPMetadata.removed(from: input)
        promise(cleaned.count <= input.count, "a longer picture")
        promise(WebPMetadata.removed(from: cleaned) == cleaned, "metadata that is left")
    }

    /// Reading the file cannot fail, so whatever a parser throws is a finding.
    private static func ensure<Value>(_ look: () throws -> Value) -> Value {
        do {
            return try look()
        } catch {
            fatalError("thrown: \(error)")
        }
    }
}
