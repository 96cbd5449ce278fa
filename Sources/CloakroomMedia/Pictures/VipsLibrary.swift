internal import CVips

/// libvips, started once for the process, with all loaders shut but those of ``PictureFormat``.
enum VipsLibrary {
    /// Starts libvips and checks that all loaders are shut but those that are wanted. No picture is made yet, so there
    /// is no thread yet.
    /// - Throws: ``MediaFailure`` that names what is wrong with the installed libvips.
    static func load() throws { try loaded.get() }

    private static let loaded = Result {
        cloakroom_keep_heap_small()
        guard vips_init("cloakroom") == 0 else { throw MediaFailure("libvips does not start: \(takeReason())") }
        cloakroom_vips_silence_warnings()
        // Uploads differ: a cache of operations would only grow, and the threads are ours already.
        vips_concurrency_set(1)
        vips_cache_set_max(0)
        vips_cache_set_max_mem(0)
        vips_cache_set_max_files(0)
        shutLoaders()
        try checkLoaders()
    }

    /// libvips' reasons so far, for the log only: one buffer for all threads, so it is copied and cleared in one call.
    static func takeReason() -> String {
        guard let text = vips_error_buffer_copy() else { return "" }
        defer { g_free(text) }
        return String(cString: text).split(separator: "\n").joined(separator: "; ")
    }

    private static func shutLoaders() {
        vips_block_untrusted_set(1)
        vips_operation_block_set("VipsForeignLoad", 1)
        for format in PictureFormat.allCases { vips_operation_block_set(format.loaderClass, 0) }
    }

    /// Every loader that is installed and whether it is shut.
    static func loaders() -> [(name: String, isShut: Bool)] {
        final class List { var items: [(name: String, isShut: Bool)] = [] }
        let list = List()
        _ = vips_class_map_all(
            g_type_from_name("VipsForeignLoad"),
            { type, list in
                guard let type, let list, cloakroom_vips_is_abstract(type) == 0 else { return nil }
                let name = String(cString: cloakroom_vips_class_name(type))
                let isShut = cloakroom_vips_is_blocked(type) != 0
                Unmanaged<List>.fromOpaque(list).takeUnretainedValue().items.append((name, isShut))
                return nil
            }, Unmanaged.passUnretained(list).toOpaque())
        return list.items
    }

    private static func checkLoaders() throws {
        for loader in loaders() {
            let isWanted = PictureFormat.allCases.contains { loader.name.hasPrefix($0.loaderClass) }
            guard isWanted == loader.isShut else { continue }
            throw MediaFailure(
                "libvips' \(loader.name) is \(loader.isShut ? "shut though wanted" : "open though unwanted")")
        }
    }

    /// Writes a small picture and reads it again.
    static func check(_ format: PictureFormat) throws {
        let bytes = try VipsPicture(blackSquareOf: 8).encoded(as: format)
        guard try VipsPicture.side(ofSquare: bytes) == 8 else {
            throw MediaFailure("libvips does not read the \(format) that it writes: \(takeReason())")
        }
    }
}
