internal import CloakroomCore

/// The conditions that a request puts on the state of the file that it is about.
/// - Source: RFC 9110 section 13.
struct Preconditions: Hashable, Sendable {
    enum Outcome: Hashable, Sendable {
        /// Serve it; whether a Range field counts, if there is one.
        case proceed(useRange: Bool)
        /// 304.
        case notModified
        /// 412.
        case preconditionFailed
    }

    /// What is known of the file's present state.
    struct Validators: Hashable, Sendable {
        var etag: EntityTag?
        var lastModified: Timestamp?
    }

    /// The values of the header fields of these names; those sent more than once joined by commas.
    var ifMatch: String?
    var ifNoneMatch: String?
    var ifModifiedSince: String?
    var ifUnmodifiedSince: String?
    var ifRange: String?

    /// Evaluates the conditions in the order of section 13.2.2, for a file that exists.
    /// - Parameter method: in upper case.
    func evaluate(method: String, against current: Validators) -> Outcome {
        let isRead = method == "GET" || method == "HEAD"
        guard isUnchanged(current) else { return .preconditionFailed }
        guard isNewToClient(current, isRead: isRead) else { return isRead ? .notModified : .preconditionFailed }
        return .proceed(useRange: method == "GET" && rangeStillFits(current))
    }

    /// If-Match, or in its absence If-Unmodified-Since.
    private func isUnchanged(_ current: Validators) -> Bool {
        if let ifMatch {
            return EntityTagList(ifMatch).contains { tag in current.etag.map(tag.matchesStrongly) ?? false }
        }
        guard let limit = ifUnmodifiedSince.flatMap({ HTTPDate.parse($0) }), let changed = current.lastModified else {
            return true
        }
        return changed.wholeSeconds <= limit.wholeSeconds
    }

    /// If-None-Match, or in its absence, for reads, If-Modified-Since.
    private func isNewToClient(_ current: Validators, isRead: Bool) -> Bool {
        if let ifNoneMatch {
            return !EntityTagList(ifNoneMatch).contains { tag in current.etag.map(tag.matchesWeakly) ?? false }
        }
        guard isRead, let seen = ifModifiedSince.flatMap({ HTTPDate.parse($0) }), let changed = current.lastModified
        else { return true }
        return changed.wholeSeconds > seen.wholeSeconds
    }

    /// If-Range: a strong tag, or exactly the date that we gave.
    private func rangeStillFits(_ current: Validators) -> Bool {
        guard let ifRange = ifRange?.trimmingBlanks else { return true }
        if let tag = EntityTag(ifRange) { return current.etag.map(tag.matchesStrongly) ?? false }
        guard let date = HTTPDate.parse(ifRange), let changed = current.lastModified else { return false }
        return date.wholeSeconds == changed.wholeSeconds
    }
}

extension Timestamp {
    /// What a header field can tell of this moment.
    fileprivate var wholeSeconds: Int64 { milliseconds.flooredQuotient(1000) }
}
