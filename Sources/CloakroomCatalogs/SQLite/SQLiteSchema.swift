internal import CloakroomCore
internal import GRDB

/// The tables, made and changed by migrations that are never edited once released.
enum SQLiteSchema {
    static func migrate(_ pool: DatabasePool) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 files") { try $0.execute(sql: files) }
        migrator.registerMigration("1 accounts") { try $0.execute(sql: accounts) }
        migrator.registerMigration("2 away") { try $0.execute(sql: away) }
        migrator.registerMigration("3 usage") { try $0.execute(sql: usage) }
        migrator.registerMigration("4 attachments") { try $0.execute(sql: attachments) }
        migrator.registerMigration("5 resumable") { try $0.execute(sql: resumable) }
        migrator.registerMigration("6 owed") { try $0.execute(sql: owed) }
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

    /// `owed` tells which stores are owed a copy of a live row, and `owed_since` since when; `owed_at` is when one may (next)
    /// be made, or until when `lease_owner` is doing that. It is NULL for all others, so that the index holds few rows.
    private static let owed = """
        ALTER TABLE files RENAME COLUMN home_at TO owed_at;
        ALTER TABLE files ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE files ADD COLUMN owed_since INTEGER;
        UPDATE files SET owed = 1, owed_since = owed_at WHERE owed_at IS NOT NULL;
        DROP INDEX files_away;
        CREATE INDEX files_owed ON files (owed_at, owed, owed_since) WHERE owed_at IS NOT NULL;
        """

    /// What each project keeps (`owner` is empty) and each sender in it, for their quotas: what is reserved or live. Triggers
    /// keep it in step in the same transaction, whatever takes a row in or out. Who keeps nothing has no row.
    private static let usage = """
        CREATE TABLE usage (
            project TEXT NOT NULL,
            owner TEXT NOT NULL,
            files INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (project, owner)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO usage SELECT project, owner, count(*), sum(size + coalesce(thumbnail_size, 0))
            FROM files WHERE project IS NOT NULL AND state <> 'retired' GROUP BY project, owner;
        INSERT INTO usage SELECT project, '', sum(files), sum(bytes) FROM usage GROUP BY project;
        CREATE TRIGGER files_in AFTER INSERT ON files WHEN NEW.project IS NOT NULL AND NEW.state <> 'retired' BEGIN
            INSERT INTO usage VALUES
                (NEW.project, '', 1, NEW.size + coalesce(NEW.thumbnail_size, 0)),
                (NEW.project, NEW.owner, 1, NEW.size + coalesce(NEW.thumbnail_size, 0))
                ON CONFLICT DO UPDATE SET files = files + 1, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER files_out AFTER UPDATE OF state ON files
        WHEN OLD.project IS NOT NULL AND OLD.state <> 'retired' AND NEW.state = 'retired' BEGIN
            UPDATE usage SET files = files - 1, bytes = bytes - OLD.size - coalesce(OLD.thumbnail_size, 0)
                WHERE project = OLD.project AND owner IN ('', OLD.owner);
            DELETE FROM usage WHERE project = OLD.project AND owner IN ('', OLD.owner) AND files = 0;
        END;
        """

    /// `target` and `detail` are the words of the door that began the upload; `result_key` and `result_path` tell what was
    /// or was to be made of it.
    private static let resumable = """
        CREATE TABLE resumable_uploads (
            id TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('open', 'complete')),
            creator TEXT NOT NULL,
            project TEXT NOT NULL,
            target TEXT NOT NULL,
            detail TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT,
            metadata TEXT,
            length INTEGER,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            result_key TEXT,
            result_path TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX resumable_uploads_expires ON resumable_uploads (expires);
        CREATE INDEX resumable_uploads_creator ON resumable_uploads (creator, state, expires);
        """

    /// `token` is the digest of an upload's token. An upload is its rows, and a row goes with its file's.
    private static let attachments = """
        CREATE TABLE attachments (
            id INTEGER NOT NULL PRIMARY KEY,
            token BLOB NOT NULL,
            key TEXT NOT NULL UNIQUE REFERENCES files (key) ON DELETE CASCADE,
            project TEXT NOT NULL,
            owner TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            consumed INTEGER
        ) STRICT;
        CREATE INDEX attachments_token ON attachments (token);
        CREATE INDEX members_person ON members (person, project);
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
