import Foundation

/// How many files and sockets this process may have open.
struct DescriptorLimit {
    /// Catalog, spool, stores, logs, and what else is open whoever comes.
    private static let reserve: UInt64 = 256

    let descriptors: UInt64

    /// Raises the soft limit to the hard one: the soft one is kept low for programs that use `select`.
    static func raise() -> DescriptorLimit {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return DescriptorLimit(descriptors: 1024) }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(resource, &raised) == 0
        return DescriptorLimit(descriptors: UInt64(isRaised ? raised.rlim_cur : limit.rlim_cur))
    }

    /// Connections for which descriptors suffice when each of them reads or writes a file.
    var connections: Int {
        let (left, isTooFew) = descriptors.subtractingReportingOverflow(Self.reserve)
        return isTooFew ? 16 : max(16, Int(clamping: left / 2))
    }
}
