internal import CloakroomCore

/// The tables, made and changed by migrations that are never edited once released. They lie in the first schema of the
/// connection's search path.
enum PostgreSQLSchema {
    /// Any number that every Cloakroom has in common.
    private static let lock = 4_802_317_009

    private static let migrations = [
        ("1 files", files), ("1 accounts", accounts), ("1 nodes", nodes), ("1 commits", commits), ("2 usage", usage),
        ("4 attachments", attachments), ("5 resumable", resumable), ("6 owed", owed),
    ]

    /// Makes and changes what is missing, in one transaction. Of several processes that do so at once, one works and the
    /// others wait for it.
    static func migrate(_ connection: PostgreSQLConnection) throws {
        // The lock is not waited for as other locks are: building an index takes its time.
        try connection.execute(
            "BEGIN; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(\(lock))")
        guard try connection.ask("SELECT current_setting('server_encoding') = 'UTF8'").isTrue else {
            throw CloakroomError(.unavailable, "the catalog's database must have the encoding UTF8")
        }
        try connection.execute("CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)")
        let done = Set(try connection.ask("SELECT name FROM migrations").decoded { try $0.text() })
        guard done.isSubset(of: migrations.map(\.0)) else {
            throw CloakroomError(.unavailable, "the catalog was written by a newer Cloakroom")
        }
        for (name, script) in migrations where !done.contains(name) {
            try connection.execute("\(script); INSERT INTO migrations VALUES ('\(name)')")
        }
        try connection.execute("\(forgettingWriters); COMMIT")
    }

    /// - `path` is NULL when it equals `key`, as it does for all but avatars: that saves space, and one random page for each
    ///   upload and each sweep of millions of rows.
    /// - `due_at` is when a sweep must look at the row: a reserved one when its lease ends, a live one when it expires
    ///   (NULL: never), a retired one when it is to be tried (again). So one index serves all three.
    /// - `lease_owner` is the process that reserved the row or takes it home or, once it is retired, the one that last
    ///   claimed it.
    /// - `home_at` is when a live row that primary does not hold may (next) be taken home; NULL for all others.
    /// - Times are milliseconds since 1970. Texts are compared byte by byte.
    /// - Sweeps change and then delete rows where the due index begins, so the table is cleaned up early.
    private static let files = """
        CREATE TABLE files (
            key text COLLATE "C" PRIMARY KEY,
            path text COLLATE "C",
            kind text NOT NULL,
            state text NOT NULL CHECK (state IN ('reserved', 'live', 'retired')),
            project text,
            owner text NOT NULL,
            name text NOT NULL,
            size bigint NOT NULL,
            digest bytea NOT NULL,
            content_type text NOT NULL,
            created bigint NOT NULL,
            expires bigint,
            holders bigint NOT NULL,
            thumbnail_key text COLLATE "C",
            thumbnail_size bigint,
            thumbnail_digest bytea,
            thumbnail_type text,
            lease_owner text COLLATE "C",
            due_at bigint,
            home_at bigint
        ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
        CREATE UNIQUE INDEX files_live_path ON files (path) WHERE path IS NOT NULL AND state = 'live';
        CREATE INDEX files_idle_path ON files (path) WHERE path IS NOT NULL AND state <> 'live';
        CREATE INDEX files_due ON files (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX files_lease ON files (lease_owner) WHERE lease_owner IS NOT NULL;
        CREATE INDEX files_away ON files (home_at) WHERE home_at IS NOT NULL;
        CREATE TABLE probe (count bigint NOT NULL);
        INSERT INTO probe VALUES (0)
        """

    private static let accounts = """
        CREATE TABLE projects (
            id text PRIMARY KEY,
            name text NOT NULL,
            chat_allow_list text,
            guest_allow_list text,
            quota_bytes bigint,
            quota_files bigint
        );
        CREATE TABLE users (
            id text PRIMARY KEY,
            email text COLLATE "C" NOT NULL UNIQUE,
            password_hash text NOT NULL,
            first_name text NOT NULL,
            last_name text NOT NULL
        );
        CREATE TABLE bots (
            id text PRIMARY KEY,
            project text NOT NULL REFERENCES projects (id),
            name text NOT NULL
        );
        CREATE TABLE subscriptions (
            id text PRIMARY KEY,
            project text NOT NULL REFERENCES projects (id)
        );
        CREATE TABLE members (
            project text NOT NULL REFERENCES projects (id),
            person text COLLATE "C" NOT NULL,
            role text NOT NULL,
            PRIMARY KEY (project, person)
        );
        CREATE TABLE secrets (
            name text COLLATE "C" PRIMARY KEY,
            value text NOT NULL
        )
        """

    /// What each project keeps (`owner` is empty) and each sender in it, for their quotas: what is reserved or live. Triggers
    /// write down each change in the same transaction, whatever takes a row in or out.
    private static let usage = """
        CREATE TABLE usage (
            project text COLLATE "C",
            owner text COLLATE "C",
            files bigint NOT NULL,
            bytes bigint NOT NULL,
            PRIMARY KEY (project, owner)
        );
        CREATE TABLE usage_changes (
            project text COLLATE "C" NOT NULL,
            owner text COLLATE "C" NOT NULL,
            files bigint NOT NULL,
            bytes bigint NOT NULL
        ) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);
        CREATE INDEX usage_changes_project ON usage_changes (project);
        CREATE FUNCTION file_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO usage_changes
                VALUES (NEW.project, NEW.owner, 1, NEW.size + coalesce(NEW.thumbnail_size, 0));;
            RETURN NULL;;
        END $$;
        CREATE FUNCTION file_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO usage_changes
                VALUES (OLD.project, OLD.owner, -1, -OLD.size - coalesce(OLD.thumbnail_size, 0));;
            RETURN NULL;;
        END $$;
        CREATE TRIGGER files_in AFTER INSERT ON files FOR EACH ROW
            WHEN (NEW.project IS NOT NULL AND NEW.state <> 'retired') EXECUTE FUNCTION file_in();
        CREATE TRIGGER files_out AFTER UPDATE OF state ON files FOR EACH ROW
            WHEN (OLD.project IS NOT NULL AND OLD.state <> 'retired' AND NEW.state = 'retired')
            EXECUTE FUNCTION file_out();
        INSERT INTO usage_changes SELECT project, owner, 1, size + coalesce(thumbnail_size, 0)
            FROM files WHERE project IS NOT NULL AND state <> 'retired'
        """

    /// `token` is the digest of an upload's token. An upload is its rows, and a row goes with its file's.
    private static let attachments = """
        CREATE TABLE attachments (
            id bigint PRIMARY KEY,
            token bytea NOT NULL,
            key text COLLATE "C" NOT NULL UNIQUE REFERENCES files (key) ON DELETE CASCADE,
            project text NOT NULL,
            owner text COLLATE "C" NOT NULL,
            created bigint NOT NULL,
            expires bigint NOT NULL,
            consumed bigint
        );
        CREATE INDEX attachments_token ON attachments (token);
        CREATE INDEX members_person ON members (person, project)
        """

    /// Files that come in over several requests.
    private static let resumable = """
        CREATE TABLE resumable_uploads (
            id text COLLATE "C" PRIMARY KEY,
            state text NOT NULL CHECK (state IN ('open', 'complete')),
            creator text COLLATE "C" NOT NULL,
            project text NOT NULL,
            target text NOT NULL,
            detail text NOT NULL,
            name text NOT NULL,
            type text,
            metadata text,
            length bigint,
            created bigint NOT NULL,
            expires bigint NOT NULL,
            result_key text,
            result_path text
        );
        CREATE INDEX resumable_uploads_expires ON resumable_uploads (expires);
        CREATE INDEX resumable_uploads_creator ON resumable_uploads (creator, state, expires)
        """

    /// `owed` tells which stores are owed a copy of a live row, and `owed_since` since when; `owed_at` is when one may (next)
    /// be made, or until when `lease_owner` is doing that, and NULL for all others.
    private static let owed = """
        ALTER TABLE files RENAME COLUMN home_at TO owed_at;
        ALTER TABLE files ADD COLUMN owed bigint NOT NULL DEFAULT 0;
        ALTER TABLE files ADD COLUMN owed_since bigint;
        UPDATE files SET owed = 1, owed_since = owed_at WHERE owed_at IS NOT NULL;
        DROP INDEX files_away;
        CREATE INDEX files_owed ON files (owed_at, owed, owed_since) WHERE owed_at IS NOT NULL
        """

    /// The processes that use the catalog, each until when it counts as alive, by the server's clock.
    private static let nodes = """
        CREATE TABLE nodes (
            owner text COLLATE "C" PRIMARY KEY,
            until timestamptz NOT NULL
        )
        """

    /// The last commit of each thread that writes.
    private static let commits = """
        CREATE TABLE commits (
            writer text COLLATE "C" PRIMARY KEY,
            batch bigint NOT NULL,
            at timestamptz NOT NULL
        ) WITH (fillfactor = 50)
        """

    /// Far longer than any commit is asked for.
    private static let forgettingWriters = "DELETE FROM commits WHERE at < clock_timestamp() - interval '1 day'"
}

extension PostgreSQLConnection {
    /// Runs statements that need no values and answer nothing, parted by semicolons; a double one stands for one within
    /// a statement.
    fileprivate func execute(_ script: String) throws {
        for sql in script.replacing(";;", with: "\0").split(separator: ";") {
            _ = try ask(String(sql).replacing("\0", with: ";"))
        }
    }

    fileprivate func ask(_ sql: String) throws -> SQLAnswer {
        let outcomes = try exchange([SQLStatement(sql, isKept: false)], apart: true, until: .now + .seconds(3600))
        guard let answer = try outcomes.first?.get() else { throw lost }
        return answer
    }
}
