extension FileKind {
    /// The type to serve when the bytes are of type `found`.
    /// - Throws: ``Refusal`` when such bytes are not of this kind.
    func served(_ found: String?) throws(Refusal) -> String {
        guard let found, let served = servedIfKnown(found) else { throw Refusal(detected: found) }
        return served
    }

    private func servedIfKnown(_ found: String) -> String? {
        if found == type { return type }
        switch proof {
        case .bytes(let also, let asFound): return also.contains(found) ? type : asFound.contains(found) ? found : nil
        case .audio: return MIMEType.isAudio(found) ? found : nil
        case .video(let types): return types.contains(found) ? found : nil
        case .text, .picture: return nil
        }
    }
}
