/// A setting that cannot be used: names the key and, unless it is a secret, the bad value.
struct SettingsError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
