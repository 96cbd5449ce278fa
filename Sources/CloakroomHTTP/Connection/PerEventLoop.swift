import NIOCore
import Synchronization

/// One value for each event loop, made when the loop first asks: what several share costs all of them.
final class PerEventLoop<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let made = Mutex<[ObjectIdentifier: Value]>([:])

    init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
    }

    func value(on loop: any EventLoop) -> Value {
        made.withLock { made in
            if let value = made[ObjectIdentifier(loop)] { return value }
            let value = make()
            made[ObjectIdentifier(loop)] = value
            return value
        }
    }
}
