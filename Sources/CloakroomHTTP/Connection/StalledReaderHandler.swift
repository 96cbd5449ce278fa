import NIOCore

/// Cuts off clients that stop taking their answer, so that its task and its file are free again.
final class StalledReaderHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = Any
    typealias OutboundIn = Any

    /// Looks for every patience: it may end a quarter late.
    private static let looks: Int64 = 4

    private let interval: TimeAmount
    private var progress: any ReadingProgress
    private var misses: Int64 = 0
    private var timer: Scheduled<Void>?

    init(patience: TimeAmount, progress: any ReadingProgress = WriteBacklog()) {
        self.progress = progress
        interval = .nanoseconds(max(1, patience.nanoseconds / Self.looks))
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        watch(context)
    }

    /// A channel that can take more had its client take something.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        misses = 0
        watch(context)
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    /// Begins to look, if there is anything to be taken. A timer that goes on finds out by itself when there is nothing
    /// more, for a fast download comes by here thousands of times.
    private func watch(_ context: ChannelHandlerContext) {
        guard timer == nil, progress.isAwaited(context.channel) else { return }
        misses = 0
        _ = progress.hasMoved(context.channel)
        wait(context)
    }

    private func wait(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        guard progress.isAwaited(context.channel) else { return }
        misses = progress.hasMoved(context.channel) ? 0 : misses + 1
        guard misses < Self.looks else {
            HTTPMeters.cut("stalled")
            return context.close(promise: nil)
        }
        wait(context)
    }
}
