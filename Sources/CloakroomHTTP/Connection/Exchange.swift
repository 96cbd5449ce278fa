import HTTPTypes
import NIOHTTPTypes

/// Where a connection stands: whether a request is coming in, and how many answers have not ended.
///
/// With pipelining an answer may belong to an earlier request than the one that is coming in.
struct Exchange {
    private(set) var isReceiving = false
    private(set) var unanswered = 0

    mutating func received(_ part: HTTPRequestPart) {
        switch part {
        case .head:
            isReceiving = true
            unanswered += 1
        case .body: break
        case .end: isReceiving = false
        }
    }

    mutating func sent(_ part: HTTPResponsePart) {
        if case .end = part, unanswered > 0 { unanswered -= 1 }
    }
}

extension HTTPResponsePart {
    /// Whether an answer begins here; a `100 Continue` or another interim one is none.
    var isFinalHead: Bool {
        if case .head(let head) = self { head.status.kind != .informational } else { false }
    }
}
