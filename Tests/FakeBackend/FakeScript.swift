/// What is to be answered, and what was asked.
actor FakeScript {
    private(set) var requests: [FakeRequest] = []
    private var answers: [FakeAnswer] = []
    private var held: [CheckedContinuation<Void, Never>] = []

    func replace(_ answers: [FakeAnswer]) {
        self.answers = answers
        requests = []
    }

    /// Nil when there is no answer to this.
    func answer(_ request: FakeRequest) async -> FakeAnswer? {
        requests.append(request)
        let answer = answers.first { $0.fits(request) }
        if answer?.isHeld == true { await wait() }
        return answer
    }

    /// Returns when everybody is let go.
    func wait() async {
        await withCheckedContinuation { held.append($0) }
    }

    func release() {
        for continuation in held { continuation.resume() }
        held = []
    }
}
