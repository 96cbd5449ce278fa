import CloakroomCore

/// What is left of a token whose signature held.
struct VerifiedToken: Hashable, Sendable {
    var subject: Subject
    var audience: Audience
    var validity: Validity
}
