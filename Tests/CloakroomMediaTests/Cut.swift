import Foundation
import Testing
@testable import CloakroomMedia
import CloakroomCore
@Suite(.serialized) struct Cut {
    @Test func cut() async throws {
        for name in ["genuine/sample.gif", "genuine/utf16.txt"] {
            var dice = Dice(seed: 17)
            let bytes = try Fixture.bytes(name)
            for n in 0..<60 {
                var damaged = bytes
                for _ in 0..<8 {
                    damaged[Int.random(in: bytes.indices, using: &dice)] =
                        [0, 0x7F, 0x80, 0xFF].randomElement(using: &dice) ?? 0
                }
                try Data(damaged).write(to: URL(filePath: "/tmp/m/dam-\(n)" + Fixture.fileExtension(of: name)))
            }
        }
    }
}
