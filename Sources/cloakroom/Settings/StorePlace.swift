import CloakroomCore

/// A store that a command names: one of the pair, or another one.
enum StorePlace {
    case pair(StoreName)
    case other(StoreLocation)

    /// - Parameter key: where the source has what was named: a word or a URL.
    init(_ source: SettingsSource, _ key: String, _ settings: Settings) throws {
        if let name = StoreName(rawValue: source.text(key) ?? "") {
            self = .pair(name)
            return
        }
        let location = try StoreLocation(source, key, default: "")
        let name = StoreName.allCases.first { settings.location($0).isSame(as: location) }
        self = name.map(StorePlace.pair) ?? .other(location)
    }

    func location(_ settings: Settings) -> StoreLocation {
        switch self {
        case .pair(let name): settings.location(name)
        case .other(let location): location
        }
    }

    var name: StoreName? {
        if case .pair(let name) = self { name } else { nil }
    }
}

extension Settings {
    fileprivate func location(_ name: StoreName) -> StoreLocation { name == .primary ? primary : secondary }
}
