/// How a process ended.
enum ProcessEnd: Hashable, CustomStringConvertible {
    case exit(Int32)
    case signal(Int32)

    /// - Source: waitpid(2), as glibc's macros read it.
    init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }

    var description: String {
        switch self {
        case .exit(let status): "exit status \(status)"
        case .signal(let number): "signal \(number)"
        }
    }
}
