// Times are milliseconds since 1970 UTC. Digests, keys and signatures are lower-case hexadecimal, so that the
// sqlite3 shell shows them as the exports do. A record's line is the evidence itself; its other columns serve
// only to find it.
#include "scheduler/ledger/sqlite/migrations.hpp"

#include <array>

#include "scheduler/ledger/sqlite/play_tables.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr bangtin::sqlite::migration first = R"sql(
CREATE TABLE site (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE media (
  sha256 TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, file TEXT NOT NULL, kind TEXT NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, duration_ms INTEGER NOT NULL, pages INTEGER NOT NULL,
  title TEXT NOT NULL, theme TEXT NOT NULL, owner TEXT NOT NULL, link TEXT NOT NULL, added INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE media_files (
  media TEXT NOT NULL REFERENCES media(sha256) ON DELETE CASCADE, place INTEGER NOT NULL,
  sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (media, place)
) WITHOUT ROWID, STRICT;
CREATE INDEX media_files_by_sha256 ON media_files(sha256);

CREATE TABLE programmes (
  version INTEGER PRIMARY KEY, identity TEXT NOT NULL, approver TEXT NOT NULL,
  issued INTEGER NOT NULL, expires INTEGER NOT NULL, published INTEGER NOT NULL, json TEXT NOT NULL
) STRICT;

CREATE TABLE screens (
  name TEXT PRIMARY KEY, title TEXT NOT NULL, venue TEXT NOT NULL, key TEXT NOT NULL, root TEXT NOT NULL,
  token_sha256 TEXT NOT NULL, certificate TEXT NOT NULL, certificate_signature TEXT NOT NULL, tag TEXT NOT NULL,
  paired INTEGER NOT NULL, last_seen INTEGER, clock_offset_ms INTEGER, status TEXT
) WITHOUT ROWID, STRICT;

CREATE TABLE logs (
  log TEXT PRIMARY KEY, screen TEXT NOT NULL, key TEXT NOT NULL, tip INTEGER NOT NULL, tip_hash TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE INDEX logs_by_screen ON logs(screen);
CREATE TABLE records (
  log TEXT NOT NULL REFERENCES logs(log), seq INTEGER NOT NULL, hash TEXT NOT NULL, type TEXT NOT NULL,
  utc INTEGER NOT NULL, play INTEGER, line TEXT NOT NULL, PRIMARY KEY (log, seq)
) WITHOUT ROWID, STRICT;
CREATE INDEX starts_by_time ON records(utc, log, seq) WHERE type = 'START';
CREATE INDEX ends_by_play ON records(log, play, seq) WHERE type = 'END';
CREATE TABLE receipts (
  log TEXT NOT NULL REFERENCES logs(log), seq INTEGER NOT NULL, text TEXT NOT NULL, signature TEXT NOT NULL,
  head TEXT NOT NULL, head_signature TEXT NOT NULL, PRIMARY KEY (log, seq)
) WITHOUT ROWID, STRICT;
CREATE TABLE forks (
  log TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, screen TEXT NOT NULL, head TEXT NOT NULL,
  head_signature TEXT NOT NULL, lines TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (log, seq, hash)
) STRICT;
CREATE INDEX forks_by_screen ON forks(screen, at);

CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL) STRICT;
)sql";

// Adds emergency notices with the screens' acknowledgements, and the newest screenshot of each screen.
constexpr bangtin::sqlite::migration notices_and_shots = R"sql(
CREATE TABLE notices (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, issued INTEGER NOT NULL, expires INTEGER NOT NULL,
  received INTEGER NOT NULL, approver TEXT NOT NULL, bytes TEXT NOT NULL, signature TEXT NOT NULL,
  certificate TEXT NOT NULL, certificate_signature TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_end ON notices(expires);
CREATE TABLE notice_words (
  notice TEXT NOT NULL REFERENCES notices(id), screen TEXT NOT NULL, shown INTEGER, ended INTEGER,
  refused TEXT NOT NULL, PRIMARY KEY (notice, screen)
) WITHOUT ROWID, STRICT;
CREATE TABLE shots (screen TEXT PRIMARY KEY, at INTEGER NOT NULL, jpeg BLOB NOT NULL) STRICT;
)sql";

// Adds since when a screen is unpaired.
constexpr bangtin::sqlite::migration unpaired_screens = R"sql(
ALTER TABLE screens ADD COLUMN unpaired INTEGER;
)sql";

// From here on a play on an unknown output counts only if a technician vouches for it. `old_rule_to` is the
// log's newest record that was receipted before.
constexpr bangtin::sqlite::migration output_rule = R"sql(
ALTER TABLE logs ADD COLUMN old_rule_to INTEGER NOT NULL DEFAULT 0;
UPDATE logs SET old_rule_to = tip;
CREATE INDEX boots ON records(log, seq) WHERE type = 'BOOT';
)sql";

// Adds the jobs. `orders` is what was asked for, as JSON.
constexpr bangtin::sqlite::migration jobs = R"sql(
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, sha256 TEXT NOT NULL, file TEXT NOT NULL,
  orders TEXT NOT NULL, who TEXT NOT NULL, queued INTEGER NOT NULL, starts INTEGER NOT NULL, ended INTEGER,
  permille INTEGER NOT NULL, failure TEXT, duplicate INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX open_jobs ON jobs(sha256) WHERE state IN ('queued', 'running');
)sql";

// Adds what else is known of a media item. `warnings` is a JSON list of messages.
constexpr bangtin::sqlite::migration library = R"sql(
ALTER TABLE media ADD COLUMN sound INTEGER NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN call TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN licence TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN subtitles TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN review TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
ALTER TABLE media ADD COLUMN thumbnail TEXT;
ALTER TABLE media ADD COLUMN sheet TEXT;
ALTER TABLE media ADD COLUMN removed INTEGER;
)sql";

// Keeps every certificate that a screen was paired with, so that evidence can be checked after the screen was
// removed or paired again.
constexpr bangtin::sqlite::migration certificates = R"sql(
CREATE TABLE screen_certificates (text TEXT PRIMARY KEY, signature TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT OR IGNORE INTO screen_certificates SELECT certificate, certificate_signature FROM screens;
)sql";

// Adds when each receipt was given and under which version of the counting rules: the fifth line of the
// receipt's text is the time. `doubts` says from which record on a log did not verify; `why` is a message as
// JSON. `checks` has one row: how far the check of all logs has come.
constexpr bangtin::sqlite::migration receipts = R"sql(
ALTER TABLE receipts ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
ALTER TABLE receipts ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
UPDATE receipts SET received = CAST(substr(text, 118 + length(seq)) AS INTEGER);
ALTER TABLE logs ADD COLUMN began INTEGER NOT NULL DEFAULT 0;
ALTER TABLE logs ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
UPDATE logs SET
  began = coalesce((SELECT min(r.received) FROM receipts AS r WHERE r.log = logs.log), 0),
  received = coalesce((SELECT max(r.received) FROM receipts AS r WHERE r.log = logs.log), 0);
CREATE TABLE doubts (
  log TEXT PRIMARY KEY, from_seq INTEGER NOT NULL, why TEXT NOT NULL, found_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE checks (
  id INTEGER PRIMARY KEY CHECK (id = 1), log TEXT NOT NULL, seq INTEGER NOT NULL, vouched INTEGER NOT NULL,
  hash TEXT NOT NULL, ended INTEGER NOT NULL, fault TEXT NOT NULL
) STRICT;
)sql";

// Adds the reports that were handed out: what each said of its screens, and how far it knew the logs.
constexpr bangtin::sqlite::migration reports = R"sql(
CREATE TABLE report_revisions (
  month TEXT NOT NULL, revision INTEGER NOT NULL, rows TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (month, revision)
) WITHOUT ROWID, STRICT;
CREATE TABLE report_screens (
  month TEXT NOT NULL, revision INTEGER NOT NULL, screen TEXT NOT NULL, plays INTEGER NOT NULL,
  starts INTEGER NOT NULL, PRIMARY KEY (month, revision, screen)
) WITHOUT ROWID, STRICT;
CREATE TABLE report_heads (
  month TEXT NOT NULL, revision INTEGER NOT NULL, log TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (month, revision, log)
) WITHOUT ROWID, STRICT;
)sql";

// Adds what tells whether a report that is handed out again says the same: the digest of all figures of each
// screen, and the evidence file that the report names. All zero: not known.
constexpr bangtin::sqlite::migration report_contents = R"sql(
ALTER TABLE report_revisions ADD COLUMN evidence TEXT NOT NULL
  DEFAULT '0000000000000000000000000000000000000000000000000000000000000000';
ALTER TABLE report_screens ADD COLUMN figures TEXT NOT NULL
  DEFAULT '0000000000000000000000000000000000000000000000000000000000000000';
)sql";

// Adds when counts did not agree with the records, and how many rows were put right.
constexpr bangtin::sqlite::migration count_repairs =
    "CREATE TABLE count_repairs (at INTEGER NOT NULL, rows INTEGER NOT NULL) STRICT";

// Drops what only a search of records by time or by play needs. Judged plays answer both, and each record
// that arrives cost a third more.
constexpr bangtin::sqlite::migration records_without_indices = R"sql(
DROP INDEX starts_by_time;
DROP INDEX ends_by_play;
)sql";

// Adds since when a screen shows what it reported last.
constexpr bangtin::sqlite::migration shown_since = R"sql(
ALTER TABLE screens ADD COLUMN shown_since INTEGER;
)sql";

// Adds the drafts that were replaced. `draft` comes last, so that listing them does not read it.
constexpr bangtin::sqlite::migration draft_history = R"sql(
CREATE TABLE draft_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL, who TEXT NOT NULL,
  replaced INTEGER NOT NULL, bytes INTEGER NOT NULL, draft TEXT NOT NULL
) STRICT;
)sql";

// Adds what each change of the draft was: an edit, or the undo or redo of another change. A table of its own,
// because a column after `draft` would be read through all of it.
constexpr bangtin::sqlite::migration draft_steps = R"sql(
CREATE TABLE draft_steps (
  number INTEGER PRIMARY KEY REFERENCES draft_history(number) ON DELETE CASCADE, step TEXT NOT NULL,
  of_change INTEGER NOT NULL
) STRICT;
)sql";

// Adds the people who may use the daemon, and the chain of the audit log. Lines of before get their hashes
// when the ledger is opened, as SQLite has no SHA-256.
constexpr bangtin::sqlite::migration people = R"sql(
CREATE TABLE users (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, account TEXT NOT NULL, added INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE tokens (
  number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL REFERENCES users(name), sha256 TEXT NOT NULL UNIQUE,
  made INTEGER NOT NULL, expires INTEGER NOT NULL, last_used INTEGER
) STRICT;
ALTER TABLE audit ADD COLUMN object TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
)sql";

// Adds the pairing's tag that covers the daemon's TLS authority; empty: there is none.
constexpr bangtin::sqlite::migration pairing_tags =
    "ALTER TABLE screens ADD COLUMN tag_2 TEXT NOT NULL DEFAULT ''";

// Adds the programme that one approver has signed and that waits for another's signature: one row, or none.
constexpr bangtin::sqlite::migration waiting_programme = R"sql(
CREATE TABLE waiting_programme (
  one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, identity TEXT NOT NULL, approver TEXT NOT NULL,
  issued INTEGER NOT NULL, expires INTEGER NOT NULL, stored INTEGER NOT NULL, json TEXT NOT NULL
) STRICT;
)sql";

// Adds whether a screen's last report came by stick.
constexpr bangtin::sqlite::migration carried_reports = R"sql(
ALTER TABLE screens ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
)sql";

// Adds which body shared a media item.
constexpr bangtin::sqlite::migration origins = R"sql(
ALTER TABLE media ADD COLUMN origin TEXT NOT NULL DEFAULT '';
)sql";

// Adds the sessions of those who signed in on the page.
constexpr bangtin::sqlite::migration sessions = R"sql(
CREATE TABLE sessions (
  sha256 TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name), token INTEGER NOT NULL REFERENCES tokens(number),
  made INTEGER NOT NULL, last_used INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
)sql";

// Adds passwords; a session may have begun with one.
constexpr bangtin::sqlite::migration passwords = R"sql(
CREATE TABLE passwords (
  number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL UNIQUE REFERENCES users(name),
  salt TEXT NOT NULL, key TEXT NOT NULL, made INTEGER NOT NULL
) STRICT;
ALTER TABLE sessions RENAME TO sessions_of_tokens;
CREATE TABLE sessions (
  sha256 TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users(name),
  token INTEGER REFERENCES tokens(number), password INTEGER REFERENCES passwords(number),
  made INTEGER NOT NULL, last_used INTEGER NOT NULL, CHECK ((token IS NULL) <> (password IS NULL))
) WITHOUT ROWID, STRICT;
INSERT INTO sessions SELECT sha256, user, token, NULL, made, last_used FROM sessions_of_tokens;
DROP TABLE sessions_of_tokens;
)sql";

constexpr std::array<bangtin::sqlite::migration, 25> steps{first,
                                                           notices_and_shots,
                                                           unpaired_screens,
                                                           output_rule,
                                                           jobs,
                                                           library,
                                                           certificates,
                                                           receipts,
                                                           reports,
                                                           judged_plays,
                                                           boot_gaps,
                                                           report_contents,
                                                           count_repairs,
                                                           shown_times,
                                                           records_without_indices,
                                                           shown_since,
                                                           draft_history,
                                                           draft_steps,
                                                           people,
                                                           pairing_tags,
                                                           waiting_programme,
                                                           carried_reports,
                                                           origins,
                                                           sessions,
                                                           passwords};

}  // namespace

std::span<const bangtin::sqlite::migration> ledger_migrations() {
  return steps;
}

}  // namespace bangtin::scheduler::ledger::sqlite
