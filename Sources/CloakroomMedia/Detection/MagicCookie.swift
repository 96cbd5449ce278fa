internal import CMagic

/// One libmagic database, ready to look. It serves one caller at a time.
struct MagicCookie: ~Copyable, @unchecked Sendable {
    private let cookie: magic_t

    init() throws(MediaFailure) {
        // Containers get a look of our own, which is bounded and sees the whole file.
        let flags = MAGIC_MIME_TYPE | MAGIC_MIME_ENCODING | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_ELF
        guard let made = magic_open(flags) else { throw MediaFailure("libmagic cannot be opened") }
        do {
            try Self.prepare(made)
        } catch {
            magic_close(made)
            throw error
        }
        cookie = made
    }

    deinit { magic_close(cookie) }

    /// What libmagic makes of these bytes, for example `text/plain; charset=us-ascii`.
    func describe(_ bytes: [UInt8]) throws(MediaFailure) -> String {
        let text = bytes.withUnsafeBytes { magic_buffer(cookie, $0.baseAddress, $0.count) }
        if let text { return String(cString: text) }
        // Bytes that libmagic stumbles over without naming an error are bytes that it does not know.
        guard magic_error(cookie) == nil else { throw MediaFailure("libmagic: \(Self.reason(cookie))") }
        return "application/octet-stream; charset=binary"
    }

    private static func prepare(_ cookie: magic_t) throws(MediaFailure) {
        try limit(cookie)
        guard magic_load(cookie, nil) == 0 else { throw MediaFailure("libmagic has no database: \(reason(cookie))") }
    }

    /// Holds what a hostile file can make libmagic do well under its own defaults.
    private static func limit(_ cookie: magic_t) throws(MediaFailure) {
        let limits = [
            (MAGIC_PARAM_INDIR_MAX, 20), (MAGIC_PARAM_NAME_MAX, 50), (MAGIC_PARAM_REGEX_MAX, 8192),
            (MAGIC_PARAM_BYTES_MAX, Detector.window),
        ]
        for (name, value) in limits where cloakroom_magic_limit(cookie, Int32(name), value) != 0 {
            throw MediaFailure("libmagic refuses limit \(name) = \(value)")
        }
    }

    private static func reason(_ cookie: magic_t) -> String {
        magic_error(cookie).map { String(cString: $0) } ?? "no reason given"
    }
}
