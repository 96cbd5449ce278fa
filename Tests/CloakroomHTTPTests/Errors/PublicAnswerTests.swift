import CloakroomCore
import HTTPTypes
import Testing

@testable import CloakroomHTTP

@Suite struct PublicAnswerTests {
    @Test(arguments: [
        CloakroomError(.tooFast(limit: 200, of: "writes", retryAfter: 3)), CloakroomError(.tooManyUploads(limit: 2)),
        CloakroomError(.tooManyFailures(retryAfter: 9)),
    ])
    func tooManyRequestsHaveOneTitleAndSayWhy(error: CloakroomError) {
        let answer = error.answer
        #expect(answer.status == .tooManyRequests)
        let title = "Rate limit exceeded"
        #expect(
            answer.json
                == #"{"success":false,"message":"\#(title)","error":"\#(title)","msg":"\#(answer.text)"}"#)
    }

    @Test func aDiskThatWasFoundFullLateIsFullAllTheSame() {
        #expect(CloakroomError(.spoolLost, condition: .full).answer.status == .insufficientStorage)
        #expect(CloakroomError(.spoolLost).answer.status == .serviceUnavailable)
    }

    @Test func otherErrorsSayTheSameUnderBothNames() {
        #expect(
            PublicAnswer(.forbidden, "no").json == #"{"success":false,"error":"no","msg":"no"}"#)
    }
}
