import CloakroomCore
import Foundation
import NIOCore
import Testing

@testable import CloakroomMedia

@Suite struct HelperChannelTests {
    /// One end as a channel and the other as a descriptor, for bytes that no channel would send.
    private static func ends(_ use: (borrowing HelperChannel, Int32) throws -> Void) throws {
        let (one, other) = try HelperChannel.pair()
        defer { close(other) }
        try use(HelperChannel(owning: one), other)
    }

    private static func send(_ bytes: [UInt8], to socket: Int32) {
        #expect(write(socket, bytes, bytes.count) == bytes.count)
    }

    @Test func messageAndFileArriveTogether() throws {
        let (one, other) = try HelperChannel.pair()
        let sender = HelperChannel(owning: one)
        let receiver = HelperChannel(owning: other)
        let request = InspectionRequest(size: 7, seconds: 3, claim: .init(fileExtension: ".png", declaredType: "a/b"))
        let file = try FileBytes(path: Fixture.path("genuine/sample.png"), size: 8)
        try sender.send(request, with: file.number)
        var passed: PassedFile?
        #expect(try receiver.receive(InspectionRequest.self, with: &passed) == request)
        guard let passed = passed.take() else { return #expect(Bool(false), "no file came") }
        let copy = FileBytes(owning: passed.release(), size: 8)
        #expect(copy.number != file.number)
        #expect(try copy.read(at: 0, count: 8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    @Test(arguments: [
        [0xFF, 0xFF, 0xFF, 0xFF], [0, 0x10, 0, 1], [0, 0, 0, 0], [0, 0, 0, 1, 9], [0, 0, 0, 1, 1],
        [0, 0, 0, 7, 1, 0, 0, 0, 1, 0x41, 0],
    ])
    func whatIsNoMessageIsMalformed(_ bytes: [UInt8]) throws {
        try Self.ends { channel, other in
            Self.send(bytes, to: other)
            #expect(throws: ChannelFailure.malformed) { try channel.receive(HelperGreeting.self) }
        }
    }

    @Test(arguments: [0, 3, 4, 6])
    func endWithinAMessageIsTheEnd(_ count: Int) throws {
        try Self.ends { channel, other in
            Self.send(Array([0, 0, 0, 6, 1, 0, 0].prefix(count)), to: other)
            shutdown(other, Int32(SHUT_WR))
            #expect(throws: ChannelFailure.ended) { try channel.receive(HelperGreeting.self) }
        }
    }

    @Test func halfAMessageIsNotWaitedForBeyondTheDeadline() throws {
        try Self.ends { channel, other in
            Self.send([0, 0, 0], to: other)
            #expect(throws: ChannelFailure.late) { try channel.receive(HelperGreeting.self, by: .now) }
        }
    }

    @Test func sendingToNobodyIsTheEndAndNoSignal() throws {
        let (one, other) = try HelperChannel.pair()
        close(other)
        let channel = HelperChannel(owning: one)
        #expect(throws: ChannelFailure.ended) { try channel.send(HelperGreeting.ready(missing: [])) }
    }

    @Test func bothEndsCloseOnExec() throws {
        let (one, other) = try HelperChannel.pair()
        for end in [one, other] {
            #expect(fcntl(end, F_GETFD) & FD_CLOEXEC != 0)
            close(end)
        }
    }

    /// What a helper that was taken over sends, however much of it, costs the service no descriptor.
    @Test(arguments: [1, 2, 3, 16]) func filesThatNobodyWantsAreClosed(_ count: Int) throws {
        try Self.ends { channel, other in
            let pipe = Pipe()
            Descriptors.send([0, 0, 0, 2, 0, 0], with: pipe.fileHandleForWriting, times: count, to: other)
            try pipe.fileHandleForWriting.close()
            #expect(try channel.receive(HelperGreeting.self) == .ready(missing: []))
            #expect(Descriptors.isShut(pipe.fileHandleForReading))
        }
    }

    /// Nor do they cost a helper one, which wants exactly one.
    @Test(arguments: [2, 3, 16]) func filesThatAreTooManyAreClosed(_ count: Int) throws {
        try Self.ends { channel, other in
            let pipe = Pipe()
            Descriptors.send([0, 0, 0, 2, 0, 0], with: pipe.fileHandleForWriting, times: count, to: other)
            try pipe.fileHandleForWriting.close()
            var file: PassedFile?
            #expect(try channel.receive(HelperGreeting.self, with: &file) == .ready(missing: []))
            let isTaken = file != nil
            #expect(!isTaken)
            #expect(Descriptors.isShut(pipe.fileHandleForReading))
        }
    }
}
