import Foundation

/// An address of the chat backend. The operator gives it; nothing that a client or a token says has a part in it.
public struct BackendURL: Hashable, Sendable {
    private let components: URLComponents

    /// Nil unless `text` is an `http` or `https` URL with a host, and without user, password and fragment.
    public init?(_ text: String) {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(),
            scheme == "http" || scheme == "https", components.host?.isEmpty == false, components.user == nil,
            components.password == nil, components.fragment == nil
        else { return nil }
        self.components = components
    }

    /// The URL, with `item` added to its query.
    func text(adding item: URLQueryItem? = nil) -> String? {
        guard let item else { return components.string }
        var asked = components
        asked.percentEncodedQueryItems = (components.percentEncodedQueryItems ?? []) + [item]
        return asked.string
    }
}
