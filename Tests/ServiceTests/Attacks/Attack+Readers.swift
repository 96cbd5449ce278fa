import Foundation

/// Row 15: clients that take nothing of what they ask for, or send what nobody wants.
extension Attack {
    static let readers: [Attack] = [
        Attack("15", "a hundred who take nothing of a file of 10 MB", "bounded") { _ in
            let loaded = try LoadedService([:])
            let path = try loaded.upload(String(repeating: "x", count: 10_000_000))
            let request = loaded.download(path)
            let readers = try (0..<100).map { _ in try loaded.connect(window: 4096) }
            for reader in readers { reader.send(request) }
            let process = loaded.service.processID
            var (read, asked) = (0, 0)
            while asked < 300 {
                _ = try loaded.ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let now = AttackDesk.bytesRead(by: process)
                asked = now < read + (1 << 20) ? asked + 1 : 0
                if asked == 0 { read = now }
            }
            let peak = AttackDesk.peak(of: process)
            return Outcome(answer: peak < 256 ? "bounded" : "too much", said: "\(peak) MiB at its peak")
        },
        Attack("15", "questions without end from one who takes no answer", "bounded") { _ in
            let loaded = try LoadedService([:])
            let socket = try loaded.connect(window: 4096)
            let questions = Array(String(repeating: "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", count: 1000).utf8)
            let before = AttackDesk.peak(of: loaded.service.processID)
            var (sent, pauses) = (0, 0)
            while pauses < 300, sent < 10_000_000 {
                let taken = socket.offer(Array(questions[(sent % questions.count)...]))
                sent += taken
                pauses = taken > 0 ? 0 : pauses + 1
                _ = try loaded.ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            }
            return growth(of: loaded, since: before)
        },
        Attack("15", "400 MB behind an offer to speak another protocol", "bounded") { _ in
            let loaded = try LoadedService([:])
            let path = try loaded.upload(String(repeating: "x", count: 10_000_000))
            let before = AttackDesk.peak(of: loaded.service.processID)
            let socket = try loaded.connect(window: 4096)
            socket.send(
                loaded.download(path).replacing("Host: a", with: "Host: a\r\nConnection: upgrade\r\nUpgrade: x"))
            let piece = [UInt8](repeating: 0x61, count: 1 << 20)
            for _ in 0..<400 { socket.send(piece) }
            return growth(of: loaded, since: before)
        },
    ]

    private static func growth(of loaded: LoadedService, since before: Int) -> Outcome {
        let more = AttackDesk.peak(of: loaded.service.processID) - before
        return Outcome(answer: more < 64 ? "bounded" : "too much", said: "\(more) MiB more")
    }
}
