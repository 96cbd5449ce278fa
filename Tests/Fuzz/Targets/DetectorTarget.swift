@testable import CloakroomMedia

/// The whole look at a file, with libmagic in it.
enum DetectorTarget {
    private static let detector = (try? MagicPool()).map(Detector.init)

    @Sendable static func run(_ input: [UInt8]) {
        let file = ScratchFile.of(input)
        guard let detector, let finding = try? detector.look(at: file) else {
            fatalError("the look has failed")
        }
        let isPlain = finding.type?.utf8.allSatisfy { 0x21..<0x7F ~= $0 } ?? true
        promise(isPlain, "a type that is no type: \(finding.type ?? "")")
    }
}
