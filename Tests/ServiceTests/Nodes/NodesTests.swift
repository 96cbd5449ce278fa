import CloakroomTesting
import Foundation
import Testing

/// Several nodes of the real binary on one PostgreSQL database.
@Suite(.needsPostgres, .serialized, .timeLimit(.minutes(15))) struct NodesTests {
    @Test func aFileLivesAndEndsOnPostgreSQL() throws {
        let cluster = try Cluster()
        let node = try cluster.start()
        let owner = try ClusterOwner(node)
        let path = try owner.upload("the printer is on fire", to: node)
        node.kill()
        try node.start()
        #expect(try owner.read(path, from: node) == "the printer is on fire")
        #expect(try owner.status("readyz", of: node) == "200")
        #expect(try owner.delete(path, on: node).contains("File deleted successfully"))
        #expect(try owner.status("files?path=\(path)", of: node) == "404")
        #expect(try node.cloakroom("sweep") == "erased 1 files, 22 bytes")
        #expect(cluster.blobs.isEmpty)
        #expect(try cluster.sql("SELECT count(*) FROM files") == "0")
        #expect(!FileManager.default.fileExists(atPath: node.data + "/catalog.sqlite"))
    }

    @Test func theCatalogsURLMayLieInAFile() throws {
        let cluster = try Cluster()
        let file = cluster.folder + "/catalog"
        try Data((cluster.server.url(schema: cluster.schema) + "\n").utf8).write(to: URL(fileURLWithPath: file))
        let node = try RunningService(
            cluster.environment.merging(["CLOAKROOM_CATALOG": "", "CLOAKROOM_CATALOG_FILE": file]) { $1 })
        #expect(try node.curl("\(node.url)/readyz").contains("\"ready\""))
        #expect(try cluster.sql("SELECT count(*) FROM users") == "1")
        let both = try RunningTool(
            BuiltBinary.path, ["check", "--data", node.data],
            environment: cluster.environment.merging(["CLOAKROOM_CATALOG_FILE": file]) { $1 })
        #expect(both.result().status == 1)
    }

    @Test func whatOneNodeDoesTheOthersSee() throws {
        let cluster = try Cluster()
        let (one, other) = (try cluster.start(), try cluster.start())
        let owner = try ClusterOwner(one)
        let path = try owner.upload("twice", to: one)
        #expect(try owner.read(path, from: other) == "twice")
        _ = try owner.delete(path, on: one)
        // The other node has the file in mind for a second at most, and is told before.
        while try owner.status("files?path=\(path)", of: other) != "404" {}
        #expect(try owner.status("files?path=\(path)", of: one) == "404")
    }

    /// Files and tokens from before count as before.
    @Test func aServiceMovesFromSQLiteToPostgreSQL() throws {
        let cluster = try Cluster()
        let before = try RunningService(cluster.environment.merging(["CLOAKROOM_CATALOG": ""]) { $1 })
        let owner = try ClusterOwner(before)
        let path = try owner.upload("moved", to: before)
        before.kill()
        let copy = try RunningTool(
            BuiltBinary.path, ["catalog", "copy", "--from", "sqlite", "--to", "postgres", "--data", before.data],
            environment: cluster.environment)
        #expect(copy.output().hasPrefix("copied "))
        let after = try RunningService(cluster.environment, data: before.data)
        #expect(try owner.read(path, from: after) == "moved")
        #expect(try owner.status("readyz", of: after) == "200")
    }

    @Test func nodesThatStartAtOnceMakeOneFirstOwner() throws {
        let cluster = try Cluster()
        let tool = try RunningTool(
            "/bin/bash", ["-c", Self.starting, BuiltBinary.path, cluster.folder], environment: cluster.environment)
        #expect(tool.output() == "1")
        #expect(try cluster.sql("SELECT count(*) FROM users") == "1")
        #expect(try cluster.sql("SELECT count(*) FROM projects") == "1")
    }

    /// Starts three nodes together and prints how many of them were told an owner's password.
    private static let starting = #"""
        cd "$1"
        for node in 1 2 3; do "$0" serve --port 0 --data "$node" 2>"log$node" & done
        for node in 1 2 3; do until grep -q "cloakroom listens" "log$node"; do sleep 0.05; done; done
        kill $(jobs -p); wait
        ls */first-owner | wc -l
        """#

    @Test func sweepersShareTheWorkAndEraseEachFileOnce() throws {
        let cluster = try Cluster()
        let (one, other) = (try cluster.start(), try cluster.start())
        let path = try ClusterOwner(one).upload("x", to: one)
        _ = try cluster.sql(
            """
            CREATE TEMPORARY TABLE copies AS SELECT files.*, n FROM files, generate_series(1, 2000) AS n;
            UPDATE copies SET key = key || n, due_at = n, expires = n; ALTER TABLE copies DROP COLUMN n;
            INSERT INTO files SELECT * FROM copies
            """)
        let sweeps = try [one, other].map { try $0.startCloakroom(["sweep"]) }.map { $0.output() }
        let erased = sweeps.compactMap { $0.wholeMatch(of: #/erased (\d+) files, \d+ bytes/#).flatMap { Int($0.1) } }
        #expect(erased.reduce(0, +) == 2000, "\(sweeps)")
        #expect(try cluster.sql("SELECT key FROM files") == path)
    }

    @Test func whatADeadNodeLeftIsClearedByAnotherAndNotBefore() throws {
        let cluster = try Cluster()
        let dying = try cluster.start()
        let path = try ClusterOwner(dying).upload("half", to: dying)
        // As between reserving the row and publishing it.
        let lease = Int64(Date.now.timeIntervalSince1970 * 1000) + 3_600_000
        _ = try cluster.sql(
            "UPDATE files SET state = 'reserved', lease_owner = (SELECT owner FROM nodes), due_at = \(lease)")
        let other = try cluster.start()
        #expect(try other.cloakroom("sweep") == "erased 0 files, 0 bytes")
        dying.kill()
        #expect(try other.cloakroom("sweep") == "erased 0 files, 0 bytes")
        // A minute later.
        _ = try cluster.sql(
            "UPDATE nodes SET until = until - interval '61 s' WHERE owner = (SELECT lease_owner FROM files)")
        #expect(cluster.blobs == [path])
        #expect(try other.cloakroom("sweep") == "erased 1 files, 4 bytes")
        #expect(cluster.blobs.isEmpty)
        #expect(try cluster.sql("SELECT count(*) FROM nodes") == "1")
    }

    @Test func copiesThatADeadNodeOwedAreMadeByAnother() throws {
        let cluster = try Cluster(nil, ["CLOAKROOM_REPLICATION": "async"])
        let (secondary, away) = (cluster.folder + "/secondary", cluster.folder + "/away")
        let (dying, other) = (try cluster.start(), try cluster.start())
        try FileManager.default.moveItem(atPath: secondary, toPath: away)
        let path = try ClusterOwner(dying).upload("owed", to: dying)
        dying.kill()
        #expect(try cluster.sql("SELECT owed FROM files") == "2")
        // A minute later, in case it died with a claim on the row.
        _ = try cluster.sql(
            """
            UPDATE nodes SET until = until - interval '61 s'
            WHERE owner = (SELECT owner FROM nodes ORDER BY until LIMIT 1)
            """)
        try FileManager.default.moveItem(atPath: away, toPath: secondary)
        while !FileManager.default.fileExists(atPath: "\(secondary)/\(path)") { _ = try other.cloakroom("sweep") }
        while try cluster.sql("SELECT owed FROM files") != "0" {}
        #expect(try cluster.sql("SELECT holders FROM files") == "3")
    }

    @Test func aServerThatCrashesUnderLoadCostsNothingThatWasAcknowledged() throws {
        let server = try PostgresServer()
        let cluster = try Cluster(server, ["CLOAKROOM_SWEEP_SECONDS": "1"])
        let node = try cluster.start()
        let owner = try ClusterOwner(node)
        _ = try owner.upload("before", to: node)
        try Data("sent".utf8).write(to: URL(fileURLWithPath: node.folder + "/sent.txt"))
        let senders = try (0..<4).map { number in
            let target = "\(node.url)/\(owner.project)/files/chat"
            return try RunningTool(
                "/bin/bash", ["-c", Self.sending, "sender", owner.authorization, target, "\(number)"],
                in: node.folder)
        }
        while try (Int(cluster.sql("SELECT count(*) FROM files")) ?? 0) < 20 {}
        try server.crash()
        #expect(try owner.status("readyz", of: node) == "503")
        #expect(try owner.status("healthz", of: node) == "200")
        while try !node.curl("-o", "/dev/null", "-w", "%{http_code}", node.url + "/readyz").contains("503") {}
        try server.start()
        while try owner.status("readyz", of: node) != "200" {}
        let last = try owner.upload("after", to: node)
        try Data().write(to: URL(fileURLWithPath: node.folder + "/enough"))
        let answers = senders.flatMap { $0.output().split(separator: "\n") }
        let acknowledged = answers.filter { $0.hasSuffix(" 201") }.map { String($0.dropLast(4)) }
        let others = Set(answers.filter { !$0.hasSuffix(" 201") }.map { $0.suffix(3) })
        #expect(acknowledged.count >= 15)
        #expect(others == ["503"])
        for path in acknowledged + [last] {
            let status = try owner.status("files?path=\(path)", of: node)
            let row = try cluster.sql("SELECT state, xmin FROM files WHERE key = '\(path)'")
            #expect(status == "200", "\(path) \(row)")
        }
        // What was begun and not acknowledged is given up by the node's own sweeps.
        while try cluster.sql("SELECT count(*) FROM files WHERE state <> 'live'") != "0" {}
        #expect(try Int(cluster.sql("SELECT count(*) FROM files")) == cluster.blobs.count)
    }

    /// Sends a small file over and over; prints the path, if there is one, and the status.
    private static let sending = #"""
        until [ -e enough ]; do
            status=$(curl -sS -o "answer-$3" -w '%{http_code}' -H "$1" -F "file=@sent.txt" "$2")
            echo "$(jq -r '.filename // ""' "answer-$3") $status"
        done
        """#

    @Test(arguments: [
        ("postgres://u:hidden@db:port/files", "has a port"), ("mysql://u:hidden@db/files", "must be a URL"),
        ("postgres://u:hidden@db/files?sslmode=maybe", "has an sslmode"),
    ])
    func aWrongCatalogStopsTheStartWithoutTellingItsPassword(value: String, reason: String) throws {
        let script = #""$0" serve --port 0 --data "$1" 2>&1; echo "status $?""#
        let tool = try RunningTool(
            "/bin/bash", ["-c", script, BuiltBinary.path, NSTemporaryDirectory() + "cloakroom-none"],
            environment: ["CLOAKROOM_CATALOG": value])
        let text = tool.output()
        #expect(text.contains("CLOAKROOM_CATALOG \(reason)") && !text.contains("hidden"), "\(text)")
        #expect(!text.contains("status 0"), "\(text)")
    }
}
