import NIOEmbedded
import Testing

@testable import CloakroomHTTP

@Suite struct PerEventLoopTests {
    private final class Thing: Sendable {}

    @Test func eachLoopHasOneOfItsOwn() {
        let (one, other) = (EmbeddedEventLoop(), EmbeddedEventLoop())
        let things = PerEventLoop { Thing() }
        #expect(things.value(on: one) === things.value(on: one))
        #expect(things.value(on: one) !== things.value(on: other))
    }
}
