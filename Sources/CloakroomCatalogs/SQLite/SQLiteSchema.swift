internal import CloakroomCore
internal import GRDB

/// The tables, made and changed by migrations that are never edited once released.
enum SQLiteSchema {
    static func migrate(_ pool: DatabasePool) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 files") { try $0.execute(sql: files) }
        migrator.registerMigration("1 accounts") { try $0.execute(sql: accounts) }
        migrator.registerMigration("2 away") { try $0.execute(sql: away) }
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw CloakroomError(.unavailable, "the catalog was written by a newer Cloakroom")
        }
        try migrator.migrate(pool)
    }

    /// - `path` is NULL when it equals `key`, as it does for all but avatars: that saves a third of the space, and
    ///   one random page for each upload and each sweep of millions of rows.
    /// - `due_at` is when a sweep must look at the row: a reserved one when its lease ends, a live one when it expires
    ///   (NULL: never), a retired one when it is to be tried (again). So one index serves all three.
    /// - `lease_owner` is the process that reserved the row or, once it is retired, the one that last claimed it.
    /// - Times are milliseconds since 1970. The path indexes are apart, because rows out of service are few and hot.
    private static let files = """
        CREATE TABLE files (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            path TEXT,
            kind TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('reserved', 'live', 'retired')),
            project TEXT,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            digest BLOB NOT NULL,
            content_type TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            holders INTEGER NOT NULL,
            thumbnail_key TEXT,
            thumbnail_size INTEGER,
            thumbnail_digest BLOB,
            thumbnail_type TEXT,
            lease_owner TEXT,
            due_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX files_live_path ON files (path) WHERE path IS NOT NULL AND state = 'live';
        CREATE INDEX files_idle_path ON files (path) WHERE path IS NOT NULL AND state <> 'live';
        CREATE INDEX files_due ON files (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX files_lease ON files (lease_owner) WHERE lease_owner IS NOT NULL;
        CREATE TABLE probe (count INTEGER NOT NULL) STRICT;
        INSERT INTO probe VALUES (0);
        """

    /// `home_at` is when a live row that primary does not hold may (next) be taken home; NULL for all others, so that the
    /// index holds few rows. `lease_owner` of such a row is whoever is doing that, until `home_at`.
    private static let away = """
        ALTER TABLE files ADD COLUMN home_at INTEGER;
        UPDATE files SET home_at = 0 WHERE state = 'live' AND holders & 1 = 0;
        CREATE INDEX files_away ON files (home_at) WHERE home_at IS NOT NULL;
        """

    private static let accounts = """
        CREATE TABLE projects (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            chat_allow_list TEXT,
            guest_allow_list TEXT,
            quota_bytes INTEGER,
            quota_files INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE users (
            id TEXT NOT NULL PRIMARY KEY,
            email TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bots (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES projects (id),
            name TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE subscriptions (
            id TEXT NOT NULL PRIMARY KEY,
            project TEXT NOT NULL REFERENCES projects (id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE members (
            project TEXT NOT NULL REFERENCES projects (id),
            person TEXT NOT NULL,
            role TEXT NOT NULL,
            PRIMARY KEY (project, person)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE secrets (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
