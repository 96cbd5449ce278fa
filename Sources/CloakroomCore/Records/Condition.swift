/// How a store, the spool or the catalog is, in one word for those who run the service.
public enum Condition: String, Hashable, Sendable {
    case ok
    /// No room for more; what is there can be read.
    case full
    /// Somebody else holds its lock.
    case locked
    case readOnly = "read-only"
    /// Not where it was: unmounted, deleted, moved.
    case gone
    /// Another one lies in its place.
    case replaced
    case failing

    /// What an error tells of the part that threw it.
    init(_ error: any Error) {
        self = (error as? CloakroomError)?.condition ?? .failing
    }
}
