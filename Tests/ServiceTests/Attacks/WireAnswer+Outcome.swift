extension WireAnswer {
    var outcome: Attack.Outcome {
        Attack.Outcome(answer: "\(status)", said: field("error") ?? String(text.prefix(60)))
    }

    /// The type as which a file was taken, and whether there is a picture of it.
    var uploadOutcome: Attack.Outcome {
        guard status == 201, let type = field("content_type") else { return outcome }
        let picture = field("thumbnail") == nil ? "" : ", thumbnail"
        return Attack.Outcome(answer: "201 \(type)\(picture)", said: field("message") ?? "")
    }

    /// How a browser is told to take a file.
    var servedOutcome: Attack.Outcome {
        guard status == 200, let type = header("Content-Type") else { return outcome }
        let disposition = header("Content-Disposition") ?? "no disposition"
        let isSandboxed = header("Content-Security-Policy")?.hasPrefix("sandbox; default-src 'none'") == true
        let words = [
            type, String(disposition.prefix { $0 != ";" }), isSandboxed ? "sandbox" : "",
            header("X-Content-Type-Options") == "nosniff" ? "" : "to be sniffed",
        ]
        return Attack.Outcome(answer: "200 " + words.filter { !$0.isEmpty }.joined(separator: ", "), said: disposition)
    }
}

extension [WireAnswer] {
    /// The statuses of all, each named once.
    var outcome: Attack.Outcome {
        let statuses = Set(map { "\($0.status)" }).sorted().joined(separator: " and ")
        return Attack.Outcome(answer: statuses, said: first?.outcome.said ?? "")
    }
}
