import Foundation
import Testing

/// Two processes on one data folder: what one does the other has to find out.
@Suite(.serialized) struct TwoProcessesTests {
    private static let settings = ["CLOAKROOM_SWEEP_SECONDS": "0"]

    /// Too large to be kept in memory, so that every read asks the store.
    private func picture(_ number: UInt8) throws -> WireForm {
        var form = try WireForm.picture()
        form.content += Array(repeating: number, count: 100_000)
        return form
    }

    @Test func aPictureThatTheOtherReplacedAndSweptIsFoundAnew() throws {
        let here = try LoadedService(Self.settings)
        let there = try RunningService(Self.settings, data: here.service.data)
        let (client, other) = (WireClient(here.service), WireClient(there))
        for number in 1...8 {
            let form = try picture(UInt8(number))
            let sent = try other.ask(
                .upload(form, to: "/\(here.project)/files/users/photo", token: here.owner, method: "PUT"))
            let path = try #require(sent.path)
            _ = try there.cloakroom("sweep")
            let answer = try client.ask(WireRequest("GET", "/\(here.project)/files?path=\(path)", token: here.owner))
            #expect(answer.status == 200 && answer.body == form.content)
        }
    }
}
