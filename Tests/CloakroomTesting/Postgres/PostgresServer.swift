internal import Foundation
internal import Synchronization
public import Testing

/// A PostgreSQL server of the tests' own, with its data in a temporary folder, durable as any other. It ends with the
/// process, however that ends, and its folder with it.
public final class PostgresServer: Sendable {
    /// One that tests may share, started when it is first asked for.
    public static let shared = Result { try PostgresServer() }

    public let port: UInt16
    private let folder: String
    private let keeper: Keeper
    private static let user = "cloakroom"
    /// Any password that is none of the words in a log.
    public static let password = "pass:w/rd-4711"

    /// Whether tests that need a server are to run: where there is one, and wherever a missing one is a failure.
    public static var isExpected: Bool {
        binaries != nil || ProcessInfo.processInfo.environment["CLOAKROOM_TEST_PEERS"] == "required"
    }

    /// Makes the data and starts the server.
    public init() throws {
        guard let binaries = Self.binaries else { throw Failure(text: "there is no PostgreSQL server to test with") }
        let folder = NSTemporaryDirectory() + "cloakroom-postgres-" + UUID().uuidString
        port = try FreePort.find()
        keeper = try Keeper([binaries, folder, String(port), Self.user, Self.password])
        self.folder = folder
        try keeper.tell("create")
        try start()
    }

    /// Returns when the server answers.
    public func start() throws { try keeper.tell("start") }

    /// Ends all connections and the server, in good order. Its data stays.
    public func stop() throws { try keeper.tell("stop") }

    /// Ends the server as a crash would.
    public func crash() throws { try keeper.tell("crash") }

    /// Stops all of the server's processes in their tracks, as a machine that hangs would, or lets them go on.
    public func freeze(_ isFrozen: Bool) throws { try keeper.tell(isFrozen ? "freeze" : "thaw") }

    /// Makes an empty schema and returns its name.
    public func emptySchema() throws -> String {
        let name = "s" + UUID().uuidString.replacing("-", with: "").lowercased()
        try run("CREATE SCHEMA \(name)")
        return name
    }

    /// What a catalog in this schema is opened with, over TCP or through the socket.
    public func url(
        schema: String, password: String = PostgresServer.password, port: UInt16? = nil, overSocket: Bool = false
    ) -> String {
        let secret = password.replacing("/", with: "%2F").replacing(":", with: "%3A")
        let place = overSocket ? "" : "127.0.0.1:\(port ?? self.port)"
        let more = overSocket ? "&host=\(folder)&port=\(self.port)" : ""
        return "postgres://\(Self.user):\(secret)@\(place)/postgres?options=-csearch_path%3D\(schema)\(more)"
    }

    /// Runs SQL as an operator would.
    /// - Returns: the rows, one a line, columns parted by `|`.
    @discardableResult
    public func run(_ sql: String, schema: String = "public") throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: (Self.binaries ?? "") + "/psql")
        process.arguments = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url(schema: schema)]
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "psql failed: \(sql)") }
        return text.trimmingCharacters(in: .newlines)
    }

    /// Where Debian keeps the newest version's programs.
    private static let binaries: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
            .first { FileManager.default.isExecutableFile(atPath: $0 + "/postgres") }
    }()

    struct Failure: Error {
        let text: String
    }
}

extension Trait where Self == ConditionTrait {
    public static var needsPostgres: Self {
        .enabled(if: PostgresServer.isExpected, "needs a PostgreSQL server: Debian's package postgresql")
    }
}

/// A shell that starts and stops the server as it is told, and ends it when nobody is left to tell it anything.
private final class Keeper: Sendable {
    private let input = Pipe()
    private let output = Pipe()
    private let turn = Mutex(())

    init(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-uc", Self.script, "keeper"] + arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Returns when it is done.
    func tell(_ command: String) throws {
        try turn.withLock { _ in
            try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
            var answer = ""
            while !answer.hasSuffix("\n") {
                let bytes = output.fileHandleForReading.availableData
                guard !bytes.isEmpty else { throw PostgresServer.Failure(text: "the server's keeper has ended") }
                answer += String(decoding: bytes, as: UTF8.self)
            }
            guard answer == "done\n" else { throw PostgresServer.Failure(text: "\(command): \(answer)") }
        }
    }

    /// The server refuses to run as root. Signals: INT is a fast stop, QUIT a crash's.
    private static let script = #"""
        bin=$1 dir=$2 port=$3 user=$4 password=$5 server=
        as_server=()
        [ "$(id -u)" -ne 0 ] || as_server=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
        create() {
            mkdir -p "$dir" && printf %s "$password" >"$dir/password" || return 1
            if [ "$(id -u)" -eq 0 ]; then chown -R postgres "$dir"; fi
            cd "$dir" && "${as_server[@]}" "$bin/initdb" -D "$dir/data" -U "$user" --pwfile="$dir/password" -E UTF8 --locale=C \
                --auth=scram-sha-256 >"$dir/log" 2>&1 || { tr '\n' ' ' <"$dir/log"; return 1; }
        }
        start() {
            "${as_server[@]}" "$bin/postgres" -D "$dir/data" -k "$dir" -p "$port" -c listen_addresses=127.0.0.1 \
                -c max_connections=400 -c shared_buffers=64MB >>"$dir/log" 2>&1 </dev/null &
            server=$!
            until "$bin/pg_isready" -q -h "$dir" -p "$port"; do
                kill -0 "$server" || { tail -5 "$dir/log" | tr '\n' ' '; return 1; }
                sleep 0.02
            done
        }
        end() { if [ -n "$server" ]; then kill -"$1" "$server"; wait "$server"; fi; server=; return 0; }
        everybody() { kill -"$1" "$server" $(ps -o pid= --ppid "$server"); }
        while read -r command; do
            case $command in
                create | start) $command ;;
                stop) end INT ;;
                crash) end QUIT ;;
                freeze) everybody STOP ;;
                thaw) everybody CONT ;;
            esac && echo done || echo failed
        done
        [ -z "$server" ] || everybody CONT
        end QUIT
        rm -rf "$dir"
        """#
}
