internal import CloakroomCore

/// Files whose extension the table does not know: allowed where a project takes any extension. They get their true type.
extension Examiner {
    func inspectUnlisted(_ file: borrowing FileBytes, as claim: MediaClaim) throws -> Inspection {
        let finding = try detector.look(at: file)
        let declared = claim.declaredType.map(MIMEType.canonical).flatMap {
            MIMEType.unspecified.contains($0) ? nil : $0
        }
        guard file.size > 0 else { throw Self.unverifiable(declared) }
        guard let found = finding.type else {
            guard declared == nil else { throw Self.unverifiable(declared) }
            return Inspection(contentType: "application/octet-stream")
        }
        guard declared.map({ Self.agrees($0, with: found) }) ?? true else {
            throw CloakroomError(.contentMismatch(detected: found, expected: declared ?? found))
        }
        return Inspection(contentType: try served(found, finding, of: file))
    }

    /// What libmagic calls text but is none to its end is served as bytes.
    private func served(_ found: String, _ finding: Finding, of file: borrowing FileBytes) throws -> String {
        guard MIMEType.isText(found) else { return found }
        do {
            let charset = try TextVerifier(finding: finding).charset(of: file, allowing: .any)
            return Self.served(found, charset: charset)
        } catch is Refusal {
            return "application/octet-stream"
        }
    }

    /// A declared type may be finer than what can be found: a program's own format in text, in a ZIP or compound file.
    private static func agrees(_ declared: String, with found: String) -> Bool {
        if declared == found { return true }
        let family = MIMEType.family(declared)
        return switch found {
        case DocumentType.zip, DocumentType.compound, "application/xml", "application/json": family == "application"
        case let text where MIMEType.isText(text): family == "text" || family == "application" || family == "message"
        default: MIMEType.family(found) == family && ["audio", "video"].contains(family)
        }
    }

    private static func unverifiable(_ declared: String?) -> CloakroomError {
        CloakroomError(.contentUnverifiable(declared: declared ?? "application/octet-stream"))
    }
}
