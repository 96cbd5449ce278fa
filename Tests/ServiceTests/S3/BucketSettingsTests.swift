import CloakroomStores
import Foundation
import Testing

@testable import cloakroom

@Suite struct BucketSettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        // No file of whoever runs the tests.
        let home = ["AWS_SHARED_CREDENTIALS_FILE": ""].merging(environment) { $1 }
        return try Settings(SettingsSource(options: [:], environment: home, file: nil))
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let bucket = "s3://files?endpoint=http://h"

    private static let cases: [(settings: [String: String], told: String)] = [
        (["CLOAKROOM_PRIMARY": "s3://files"], "CLOAKROOM_PRIMARY must have region= or endpoint=, got \"s3://files\""),
        (["CLOAKROOM_SECONDARY": "s3://f?region=x"], "CLOAKROOM_SECONDARY must name a bucket"),
        (["CLOAKROOM_PRIMARY": "gs://files"], "CLOAKROOM_PRIMARY must be a folder (file:///srv/files) or a bucket"),
        (["CLOAKROOM_PRIMARY": bucket, "AWS_ACCESS_KEY_ID": "a"], "AWS_ACCESS_KEY_ID needs AWS_SECRET_ACCESS_KEY"),
        (
            ["CLOAKROOM_PRIMARY": bucket, "CLOAKROOM_PRIMARY_AWS_SECRET_ACCESS_KEY": "hush"].merging(keys) { $1 },
            "CLOAKROOM_PRIMARY_AWS_SECRET_ACCESS_KEY needs CLOAKROOM_PRIMARY_AWS_ACCESS_KEY_ID"
        ),
        (
            ["CLOAKROOM_PRIMARY": bucket, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere"],
            "AWS_SHARED_CREDENTIALS_FILE must be a readable file, got \"/nowhere\""
        ),
        (
            ["CLOAKROOM_PRIMARY": bucket, "AWS_SHARED_CREDENTIALS_FILE": "/etc/hostname"],
            "AWS_SHARED_CREDENTIALS_FILE: /etc/hostname has no profile [default]"
        ),
        (
            ["CLOAKROOM_PRIMARY": bucket, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "file:///x"],
            "AWS_CONTAINER_CREDENTIALS_FULL_URI must be an http or https URL"
        ),
        (
            ["CLOAKROOM_PRIMARY": bucket + "&region=a", "CLOAKROOM_SECONDARY": "s3://files/x?endpoint=http://h"]
                .merging(keys) { $1 }, "CLOAKROOM_SECONDARY must be another store than CLOAKROOM_PRIMARY"
        ),
    ]

    @Test(arguments: cases)
    func whatCannotBeUsedStopsTheStart(environment: [String: String], told: String) {
        let error = #expect(throws: SettingsError.self) { try settings(environment) }
        #expect(error?.description.contains(told) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("hush") == false)
    }

    @Test func aStoresOwnCredentialsWin() throws {
        let own = ["CLOAKROOM_SECONDARY_AWS_ACCESS_KEY_ID": "b", "CLOAKROOM_SECONDARY_AWS_SECRET_ACCESS_KEY": "t"]
        let stores = ["CLOAKROOM_PRIMARY": Self.bucket, "CLOAKROOM_SECONDARY": "s3://other?endpoint=http://h"]
        let both = try settings(Self.keys.merging(own) { $1 }.merging(stores) { $1 })
        #expect(both.primary.credentials == .given(S3Credentials(accessKey: "a", secretKey: "s")))
        #expect(both.secondary.credentials == .given(S3Credentials(accessKey: "b", secretKey: "t")))
    }

    @Test func placesAreLookedThroughInOrder() throws {
        let amazon = ["CLOAKROOM_PRIMARY": "s3://files?region=eu-central-1"]
        let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "t"]
        #expect(
            try settings(amazon.merging(relative) { $1 }).primary.credentials
                == .container(url: "http://169.254.170.2/v2/x", token: .text("t")))
        #expect(try settings(amazon).primary.credentials == .instance(url: "http://169.254.169.254"))
        let session = Self.keys.merging(["AWS_SESSION_TOKEN": "u"]) { $1 }
        #expect(
            try settings(amazon.merging(relative) { $1 }.merging(session) { $1 }).primary.credentials
                == .given(S3Credentials(accessKey: "a", secretKey: "s", sessionToken: "u")))
    }

    @Test func theRegionMayComeFromTheEnvironment() throws {
        let found = try settings(
            ["CLOAKROOM_PRIMARY": "s3://files", "AWS_REGION": "eu-west-1"].merging(Self.keys) { $1 })
        guard case .bucket(let place, _) = found.primary else {
            Issue.record("no bucket")
            return
        }
        #expect(place.region == "eu-west-1" && place.addressing == .virtual)
    }
}

extension StoreLocation {
    fileprivate var credentials: S3CredentialOrigin? {
        if case .bucket(_, let credentials) = self { credentials } else { nil }
    }
}
