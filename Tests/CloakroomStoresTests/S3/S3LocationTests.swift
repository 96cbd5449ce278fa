import CloakroomCore
import Foundation
import Testing

@testable import CloakroomStores

@Suite struct S3LocationTests {
    @Test(arguments: [
        ("s3://files/a/b?endpoint=http://127.0.0.1:9000", "127.0.0.1:9000", "/files/a/b/x%20y"),
        ("s3://files?endpoint=https://S3.example.com/&region=eu", "s3.example.com", "/files/x%20y"),
        ("s3://files/?endpoint=https%3A%2F%2Fs3.example.com:443", "s3.example.com", "/files/x%20y"),
        ("s3://files/p/?endpoint=http://h:80&addressing=virtual", "files.h", "/p/x%20y"),
        ("s3://files?endpoint=http://[::1]:9000", "[::1]:9000", "/files/x%20y"),
        ("s3://files/p?region=eu-central-1", "files.s3.eu-central-1.amazonaws.com", "/p/x%20y"),
        ("s3://my.files?region=eu-central-1", "s3.eu-central-1.amazonaws.com", "/my.files/x%20y"),
        ("s3://files?region=cn-north-1&addressing=path", "s3.cn-north-1.amazonaws.com.cn", "/files/x%20y"),
    ])
    func addressesAreMade(text: String, host: String, path: String) throws {
        let place = try S3Location(text, region: nil)
        #expect(place.host == host)
        #expect(place.path(of: place.prefix + "x y") == path)
        #expect(place.path(of: "") == (place.addressing == .path ? "/\(place.bucket)" : "/"))
    }

    @Test(arguments: [
        ("s3://", "bucket"), ("s3:///x", "bucket"), ("s3://-ab?region=x", "bucket"),
        ("s3://a_b/../c?region=x", "prefix"),
        ("s3://key:secret@bucket?region=x", "bucket"), ("s3://files//x?region=x", "prefix"),
        ("s3://files/a%20b?region=x", "prefix"), ("s3://files", "region= or endpoint="),
        ("s3://files?region=", "endpoint=, region="), ("s3://files?region=a/b", "region"),
        ("s3://files?endpoint=127.0.0.1:9000", "endpoint"), ("s3://files?endpoint=ftp://h", "endpoint"),
        ("s3://files?endpoint=http://h/path", "endpoint"), ("s3://files?endpoint=http://u:p@h", "endpoint"),
        ("s3://files?endpoint=http://h:99999", "endpoint"), ("s3://files?endpoint=http://h&endpoint=http://h", "once"),
        ("s3://files?endpoint=http://h&addressing=both", "addressing"), ("s3://files?endpoint=http://h&acl=x", "acl=x"),
        ("s3://files?endpoint=http://h&ca=/etc/hosts", "https"),
        ("s3://files?endpoint=https://h&ca=/etc/hosts", "PEM"), ("s3://files?endpoint=https://h&ca=/nowhere", "PEM"),
    ])
    func badLocationsAreRefused(text: String, told: String) {
        let error = #expect(throws: InvalidS3Location.self) { try S3Location(text, region: nil) }
        #expect(error?.rule.contains(told) == true, "\(error?.rule ?? "")")
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "a/b", true), ("", "b", true), ("a", "ab", false), ("a/b", "a/c", false),
    ])
    func storesThatShareKeysOverlap(one: String, other: String, overlap: Bool) throws {
        let left = try S3Location("s3://files/\(one)?endpoint=http://h", region: nil)
        let right = try S3Location("s3://files/\(other)?endpoint=http://h:80", region: nil)
        #expect(left.overlaps(right) == overlap && right.overlaps(left) == overlap)
        #expect(!left.overlaps(try S3Location("s3://other/\(one)?endpoint=http://h", region: nil)))
    }

    @Test(
        arguments: [
            ("Wed, 21 Oct 2015 07:28:00 GMT", 1_445_412_480_000), ("Sat, 29 Feb 2020 00:00:00 GMT", 1_582_934_400_000),
            ("Wed, 21 Okt 2015 07:28:00 GMT", nil), ("yesterday", nil), ("Wed, 99 Oct 2015 07:28:00 GMT", nil),
        ] as [(String, Int64?)])
    func datesInHeadersAreRead(text: String, milliseconds: Int64?) {
        #expect(S3Date.header(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [("2009-10-12T17:50:30.000Z", 1_255_369_830_000), ("2009-10-12T17:50:30Z", 1_255_369_830_000)])
    func datesInDocumentsAreRead(text: String, milliseconds: Int64) {
        #expect(S3Date.xml(text)?.milliseconds == milliseconds)
    }

    @Test func labelsKeepToWhatServersTake() {
        let label = BlobLabel(["kind": "chat", "name": String(repeating: "\u{20ac}", count: 300)])
        #expect(ObjectLabel.headers(label).map(\.0) == ["x-amz-meta-kind"])
        #expect(ObjectLabel.headers(nil).isEmpty)
        // MinIO counts the whole names of the headers.
        let close = ObjectLabel.headers(BlobLabel(["kind": "chat", "name": String(repeating: "n", count: 2030)]))
        #expect(close.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count } <= 2048)
    }
}
