import NIOCore

/// Cuts off clients that stop taking their answer, so that its task and its file are free again.
final class StalledReaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

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

    /// A channel that can take more had its client take something. The timer goes on and finds that out, for a fast
    /// download comes by here thousands of times.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        misses = 0
        if !context.channel.isWritable, timer == nil {
            _ = progress.hasMoved(context.channel)
            watch(context)
        }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in look(context) }
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        guard !context.channel.isWritable else { return }
        misses = progress.hasMoved(context.channel) ? 0 : misses + 1
        guard misses < Self.looks else {
            HTTPMeters.cut("stalled")
            return context.close(promise: nil)
        }
        watch(context)
    }
}
