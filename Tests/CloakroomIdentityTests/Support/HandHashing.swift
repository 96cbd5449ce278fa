import CloakroomCore
import Dispatch
import Synchronization

@testable import CloakroomIdentity

/// Password hashing that a test can count and hold up.
final class HandHashing: Sendable {
    private let checks = Atomic<Int>(0)
    private let isHeld: Bool
    private let arrived = DispatchSemaphore(value: 0)
    private let release = DispatchSemaphore(value: 0)

    init(held: Bool = false) {
        isHeld = held
    }

    /// How many passwords were checked the slow way.
    var count: Int { checks.load(ordering: .sequentiallyConsistent) }

    var hashing: PasswordHashing {
        PasswordHashing(hash: { "hash of \($0)" }) { [self] password, hash in
            checks.add(1, ordering: .sequentiallyConsistent)
            if isHeld {
                arrived.signal()
                release.wait()
            }
            return hash == "hash of \(password)"
        }
    }

    /// Returns when `count` checks are under way.
    func waitForArrivals(_ count: Int) async {
        await withCheckedContinuation { done in
            DispatchQueue.global().async { [self] in
                for _ in 0..<count { arrived.wait() }
                done.resume()
            }
        }
    }

    func letGo(_ count: Int) {
        for _ in 0..<count { release.signal() }
    }
}
