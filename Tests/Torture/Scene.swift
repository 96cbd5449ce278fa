/// What everybody in the torture shares.
struct Scene: Sendable {
    let visitors: [Visitor]
    let portraits: [Portrait]
    let ledger = Ledger()
    let breaches = Breaches()
    let tally = Tally()

    init(_ visitors: [Visitor]) {
        self.visitors = visitors
        portraits = visitors.map { _ in Portrait() }
    }

    /// Being busy is allowed, everything else that nobody expects is not.
    func unexpected(_ answer: API.Answer, _ what: String) {
        guard answer.status != 503 else { return }
        let text = String(decoding: answer.body.prefix(200), as: UTF8.self)
        breaches.note(.failures, "\(answer.status) to \(what): \(text)")
    }
}
