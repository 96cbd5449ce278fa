internal import CSandbox
internal import Glibc

/// Starts the binary as a helper, by `posix_spawn`: a copy of a process with threads could do nothing safely.
struct InspectorLaunch {
    /// What a helper may know of our environment: how its libraries are found. Secrets stay here.
    private static let inherited = ["LD_LIBRARY_PATH", "MAGIC"]
    /// libvips looks for its modules (PDF, ImageMagick and more) below VIPSHOME: those loaders are shut anyway, and
    /// loading them takes longer than all the rest. One thread a picture, for there is a helper for each core. A crash
    /// ends the process at once: Swift's own handler would want to start another one.
    private static let ours = ["VIPSHOME=/nonexistent", "VIPS_CONCURRENCY=1", "SWIFT_BACKTRACE=enable=no"]

    let executable: String
    /// The helper's end of its channel.
    let socket: Int32

    /// - Throws: ``MediaFailure`` when the binary cannot be started.
    func start() throws(MediaFailure) -> pid_t {
        var process: pid_t = 0
        let failure = withCStrings(["cloakroom", InspectorHelper.command]) { arguments in
            withCStrings(environment) { environment in
                cloakroom_spawn(executable, arguments, environment, socket, &process)
            }
        }
        guard failure == 0 else { throw MediaFailure("\(executable) cannot be started: error \(failure)") }
        return process
    }

    private var environment: [String] {
        Self.ours + Self.inherited.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
    }

    /// Hands `texts` to C as a null-terminated array.
    private func withCStrings<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
