internal import CSandbox
internal import Glibc

/// What keeps a helper from doing anything but compute: limits, Landlock and a filter of system calls.
///
/// To be entered once, after the libraries have loaded what they need and before they start threads.
struct Sandbox {
    /// Open files: the socket, three standard ones, the file that is looked at and libvips' copies of it.
    private static let files: UInt64 = 16
    /// Addresses that glibc's four arenas (64 MiB each, aligned) and thread stacks reserve without using them.
    private static let reserve: UInt64 = 512 << 20

    /// Bytes beyond what is in use already.
    let memory: UInt64

    /// - Returns: the names of the protections that this kernel, or the container it runs, does not have.
    /// - Throws: when a limit is refused.
    func enter() throws(MediaFailure) -> [String] {
        prefersDeath()
        try limit()
        try check("no_new_privs", cloakroom_take_no_new_privileges())
        try check("dumpable", cloakroom_hide_memory())
        var missing: [String] = []
        if Self.threads > 1 { missing.append("a start without threads") }
        if cloakroom_landlock() <= 0 { missing.append("Landlock") }
        if cloakroom_filter_calls() != 0 { missing.append("seccomp") }
        return missing
    }

    /// When the machine runs out of memory, the kernel takes a helper rather than the service.
    private func prefersDeath() {
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "1000", 4)
        close(file)
    }

    private func limit() throws(MediaFailure) {
        let size = MemorySize.now
        try check("RLIMIT_DATA", cloakroom_limit_memory(size.data &+ memory))
        try check("RLIMIT_AS", cloakroom_limit_addresses(size.addresses &+ memory &+ Self.reserve))
        try check("RLIMIT_NOFILE", cloakroom_limit_files(Self.files))
        try check("RLIMIT_FSIZE", cloakroom_limit_written(0))
        try check("RLIMIT_CORE", cloakroom_limit_core(0))
    }

    private func check(_ name: String, _ result: Int32) throws(MediaFailure) {
        guard result == 0 else { throw MediaFailure("\(name) is refused: error \(errno)") }
    }

    /// A folder has one link for itself, one for its name and one for each folder in it: here each thread.
    private static var threads: Int {
        var status = stat()
        return stat("/proc/self/task", &status) == 0 ? Int(status.st_nlink) - 2 : 1
    }
}

/// How much memory this process has, in bytes.
struct MemorySize {
    var addresses: UInt64
    /// What may be written and is nobody else's: heap, stacks and the libraries' variables.
    var data: UInt64

    /// - Source: proc_pid_statm(5): pages of size, resident, shared, text, lib, data and dt.
    static var now: MemorySize {
        var bytes = [UInt8](repeating: 0, count: 256)
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        let count = file >= 0 ? read(file, &bytes, bytes.count) : 0
        if file >= 0 { close(file) }
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let pages = text.split(separator: " ").map { UInt64($0) ?? 0 }
        let page = UInt64(sysconf(Int32(_SC_PAGESIZE)))
        guard pages.count > 5 else { return MemorySize(addresses: 1 << 30, data: 256 << 20) }
        return MemorySize(addresses: pages[0] &* page, data: pages[5] &* page)
    }
}
