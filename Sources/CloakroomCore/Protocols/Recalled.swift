/// What memory tells, and for how long.
public struct Recalled<Value: Sendable>: Sendable {
    public let value: Value
    /// The first moment at which somebody has to be asked again.
    public let until: Timestamp

    public init(_ value: Value, until: Timestamp) {
        self.value = value
        self.until = until
    }

    public func map<Other>(_ change: (Value) -> Other) -> Recalled<Other> {
        Recalled<Other>(change(value), until: until)
    }

    /// The same, for no longer than `end`.
    public func until(_ end: Timestamp) -> Recalled { Recalled(value, until: min(until, end)) }

    /// Nil where memory tells that there is nothing.
    public func present<Wrapped>() -> Recalled<Wrapped>? where Value == Wrapped? {
        value.map { Recalled<Wrapped>($0, until: until) }
    }
}

extension Recalled: Equatable where Value: Equatable {}
