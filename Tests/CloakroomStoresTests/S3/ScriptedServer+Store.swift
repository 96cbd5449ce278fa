@testable import CloakroomStores

extension ScriptedServer {
    /// A store in a bucket of this server, patient enough for a machine that is busy with other tests.
    func store(patience: Duration = .seconds(600), _ change: (inout S3Limits) -> Void = { _ in }) throws -> S3Store {
        var limits = S3Limits(patience: patience)
        change(&limits)
        return S3Store(
            try S3Location("s3://bucket?endpoint=\(url)", region: nil),
            credentials: .given(S3Credentials(accessKey: "a", secretKey: "s", sessionToken: "t")), patience: patience,
            limits, pause: .milliseconds(1))
    }
}
