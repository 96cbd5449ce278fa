import CloakroomCore

extension Principal {
    /// Somebody for whom the chat backend vouches.
    ///
    /// Nil for a bot or subscription of no project. Nil too for an external user under an id that looks like an account's:
    /// those ids are chosen by whoever holds a project's secret, and an account's is not theirs to take.
    init?(vouched subject: Subject, confinedTo project: HexID?, standing: Standing) {
        let (kind, id) = subject.kindAndID
        switch kind {
        case .user, .guest: break
        case .external: guard HexID(id) == nil else { return nil }
        case .bot, .subscription: guard project != nil else { return nil }
        }
        self.init(kind: kind, id: id, confinedTo: project, standing: standing)
    }
}

extension Principal.Kind {
    /// Nil for a word that stands for no kind.
    init?(word: String) {
        let word = word.lowercased()
        self.init(rawValue: word == "userexternal" ? "external" : word)
    }
}

extension Role {
    /// Nil for a word that is no role: what is not known gives nothing.
    init?(word: String?) {
        guard let word else { return nil }
        self.init(rawValue: word.lowercased())
    }
}

extension Subject {
    fileprivate var kindAndID: (Principal.Kind, String) {
        switch self {
        case .user(let id): (.user, id.text)
        case .guest(let id): (.guest, id.text)
        case .external(let id): (.external, id.text)
        case .bot(let id): (.bot, id.text)
        case .subscription(let id): (.subscription, id.text)
        }
    }
}
