// Cases that only the SQLite ledger has: damaged rows, and databases of other versions.
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "scheduler/ledger/audit_chain.hpp"
#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

const std::string hex_a(64, 'a'), hex_b(64, 'b'), signature_c(128, 'c');

utc_ms at(std::int64_t ms) {
  return utc_ms(milliseconds(ms));
}
digest digest_of(const std::string& hex) {
  return digest::from(hex).value();
}
evidence::signed_text note_of(const std::string& text) {
  return {text, signature::from(signature_c).value()};
}

// The schema of version 1 as it was released, with a row in each table.
const std::string version_1 = R"sql(
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
PRAGMA user_version = 1;

INSERT INTO site VALUES ('root', '$B'), ('draft', 'a draft');
INSERT INTO media VALUES ('$A', 'aaaaaaaaaaaa', 'a.pdf', 'pages', 3, 4, 5, 6, 'T', 'III.2', 'O', 'L', 7);
INSERT INTO media_files VALUES ('$A', 0, '$B', 8), ('$A', 1, '$A', 9);
INSERT INTO programmes VALUES (1, '$A', 'Approver', 1, 2, 3, 'signed');
INSERT INTO screens VALUES ('lobby', 'T', 'V', '$A', '$B', '$B', 'cert', '$C', '$A', 9, NULL, NULL, NULL);
INSERT INTO logs VALUES ('log', 'lobby', '$A', 2, '$B');
INSERT INTO records VALUES ('log', 1, '$A', 'START', 100, 1, 'start'), ('log', 2, '$B', 'END', 110, 1, 'end');
INSERT INTO receipts VALUES ('log', 2, 'receipt', '$C', 'head', '$C');
INSERT INTO forks VALUES ('log', 2, '$A', 'lobby', 'head', '$C', 'line', 5);
INSERT INTO audit VALUES (1, 5, 'uid 0 (root)', 'did it');
)sql";

std::string filled(std::string sql) {
  for (auto [from, to] : {std::pair("$A", hex_a), {"$B", hex_b}, {"$C", signature_c}}) {
    for (std::size_t i; (i = sql.find(from)) != std::string::npos;) sql.replace(i, 2, to);
  }
  return sql;
}

ledger::stored_notice a_notice() {
  ledger::stored_notice n;
  n.value.number = 5;
  n.value.id = "0000aaaa";
  n.value.issued = at(1);
  n.value.expires = at(1000);
  n.value.screens = {"lobby"};
  n.value.text = "Cảnh báo lũ";
  n.note = {wire::to_bytes(n.value), note_of("").signature, note_of("certificate")};
  n.approver = "Approver";
  n.received = at(2);
  return n;
}

class database_of_version_1 : public ::testing::Test {
 protected:
  database_of_version_1() {
    run("PRAGMA synchronous = OFF; BEGIN;" + version_1 + "COMMIT",
        SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  }

  // Runs SQL on the file. No ledger may have it open meanwhile.
  void run(const std::string& sql, int flags = SQLite::OPEN_READWRITE) {
    SQLite::Database db(file_.string(), flags);
    db.exec(filled(sql));
  }
  std::unique_ptr<ledger::ledger> open() { return ledger::sqlite::open_sqlite_ledger(file_, false).value(); }

  fakes::temporary_folder folder_;
  std::filesystem::path file_ = folder_ / "ledger.sqlite";
  public_key root_ = public_key::from(hex_b).value();
};

TEST_F(database_of_version_1, is_read_whole) {
  std::unique_ptr<ledger::ledger> l = open();
  EXPECT_EQ(*l->root(), root_);
  EXPECT_EQ(*l->programmes().draft(), "a draft");
  ledger::stored_media m{"aaaaaaaaaaaa",
                         digest_of(hex_a),
                         "a.pdf",
                         playlists::programme::media_kind::pages,
                         3,
                         4,
                         milliseconds(5),
                         6,
                         "T",
                         "III.2",
                         "O",
                         "L",
                         at(7),
                         {{digest_of(hex_b), 8}, {digest_of(hex_a), 9}}};
  EXPECT_EQ(*l->media().all(), std::vector<ledger::stored_media>{m});
  ledger::published_row p{1, digest_of(hex_a), "Approver", at(1), at(2), at(3)};
  EXPECT_EQ(*l->programmes().published(), std::vector<ledger::published_row>{p});
  EXPECT_EQ(*l->programmes().json_of(1), "signed");
  ledger::paired_screen s{
      "lobby",          "T",  "V", public_key::from(hex_a).value(), root_, digest_of(hex_b), note_of("cert"),
      digest_of(hex_a), at(9)};
  EXPECT_EQ(*l->screens().all(), std::vector<ledger::paired_screen>{s});
  EXPECT_EQ(*l->screens().report_of("lobby"), std::nullopt);
  ledger::log_state v = *l->evidence().read_log_state("log", "lobby", 2, 2);
  EXPECT_EQ(v.tip_hash, digest_of(hex_b));
  EXPECT_EQ(v.before, digest_of(hex_a));
  EXPECT_EQ(v.receipt, note_of("receipt"));
  ledger::stored_play play{"lobby", "log", 1, at(100), "start", "end", "", true};
  EXPECT_EQ(*l->evidence().plays(at(0), at(200), {}, 9), std::vector<ledger::stored_play>{play});
  ledger::recorded_fork f{"log", "lobby", 2, digest_of(hex_a), note_of("head"), {}, at(5)};
  EXPECT_EQ(*l->evidence().forks_of("lobby"), std::vector<ledger::recorded_fork>{f});
  EXPECT_EQ(*l->audit().newest(9), (std::vector<ledger::audit_line>{{at(5), "uid 0 (root)", "did it"}}));
}

// Each index costs with every record that arrives.
TEST_F(database_of_version_1, takes_its_audit_lines_into_the_chain) {
  std::unique_ptr<ledger::ledger> l = open();
  const ledger::audit_line old{at(5), "uid 0 (root)", "did it"};
  const digest hash = ledger::next_audit_hash(ledger::first_audit_hash(), 1, old);
  EXPECT_EQ(*l->audit().after(0, 9), (std::vector<ledger::chained_line>{{1, old, hash}}));
  EXPECT_EQ(*l->audit().tip(), (ledger::audit_tip{1, hash}));
  ASSERT_TRUE(l->audit().add({at(6), "user lan", "went on"}));
  EXPECT_EQ(l->audit().after(1, 9)->at(0).number, 2);
}

TEST_F(database_of_version_1, keeps_only_the_index_of_records_that_is_used) {
  (void)open();
  SQLite::Database db(file_.string());
  SQLite::Statement s(db,
                      "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'records'"
                      " AND sql IS NOT NULL");
  ASSERT_TRUE(s.executeStep());
  EXPECT_EQ(s.getColumn(0).getString(), "boots");
  EXPECT_FALSE(s.executeStep());
}

// What was receipted while unknown outputs still counted goes on counting; what comes later in the same log,
// and every new log, has the new rule.
TEST_F(database_of_version_1, keeps_the_old_rule_of_outputs_for_its_own_records_alone) {
  std::unique_ptr<ledger::ledger> l = open();
  auto add = [&](const char* log, std::int64_t start, std::int64_t play_at) {
    std::vector<ledger::stored_record> records{
        {start, digest_of(hex_a), "START", at(play_at), start, "start " + std::to_string(start)},
        {start + 1, digest_of(hex_b), "END", at(play_at + 10), start, "end"}};
    ASSERT_TRUE(l->evidence().append_batch(log, "lobby", public_key::from(hex_a).value(), records,
                                           {log, start + 1, digest_of(hex_b)}, note_of("head"),
                                           note_of("receipt")));
  };
  add("log", 3, 120);
  add("new", 1, 140);
  l = nullptr;
  l = open();  // the migration runs once
  std::vector<std::pair<std::string, bool>> rules;
  for (const ledger::stored_play& p : *l->evidence().plays(at(0), at(200), {}, 9)) {
    rules.emplace_back(p.log + " " + p.start, p.before_output_rule);
  }
  EXPECT_EQ(rules, (std::vector<std::pair<std::string, bool>>{
                       {"log start", true}, {"log start 3", false}, {"new start 1", false}}));
}

// The time of a receipt is in its text; the first rules hold for everything that was receipted before.
TEST_F(database_of_version_1, gets_the_time_and_the_rules_of_its_receipts) {
  const evidence::receipt given{{std::string(32, 'a'), 12, digest_of(hex_a)}, at(1'791'590'400'123)};
  run("INSERT INTO receipts VALUES ('log', 12, '" + evidence::to_text(given) + "', '$C', 'head', '$C')");
  std::unique_ptr<ledger::ledger> l = open();
  ledger::log_state v = *l->evidence().read_log_state("log", "lobby", 12, 12);
  EXPECT_EQ(v.covering->received, given.received);
  EXPECT_EQ(v.covering->rules, 1);
  EXPECT_EQ(v.received, given.received);
  EXPECT_EQ(l->evidence().newest_log_of("lobby", public_key::from(hex_a).value()).value(), "log");
}

TEST_F(database_of_version_1, takes_what_came_with_later_versions) {
  std::unique_ptr<ledger::ledger> l = open();
  ASSERT_TRUE(l->notices().add(a_notice(), root_));
  ASSERT_TRUE(*l->notices().acknowledge("lobby", {"0000aaaa", at(3), {}, {}}));
  ASSERT_TRUE(l->screenshots().set("lobby", {at(4), "jpeg"}));
  l = nullptr;
  l = open();
  EXPECT_EQ(*l->notices().newest(utc_ms(), 9), std::vector<ledger::stored_notice>{a_notice()});
  EXPECT_EQ(l->notices().acknowledgements("0000aaaa")->size(), 1U);
  EXPECT_EQ(*l->screenshots().newest_of("lobby"), (ledger::stored_screenshot{at(4), "jpeg"}));
}

TEST_F(database_of_version_1, says_of_changes_before_the_update_that_their_step_is_unknown) {
  (void)open();
  run("INSERT INTO draft_history VALUES (1, '$A', 'hoa', 1, 1, 'x')");
  EXPECT_EQ(open()->programmes().kept_drafts({}, 99, 9)->front().step, (ledger::draft_step{"", 0}));
}

TEST_F(database_of_version_1, keeps_its_draft_when_it_is_replaced) {
  std::unique_ptr<ledger::ledger> l = open();
  EXPECT_TRUE(l->programmes().kept_drafts({}, 99, 9)->empty());
  ASSERT_TRUE(l->programmes().keep_draft({at(9), "hoa"}));
  ASSERT_TRUE(l->programmes().set_draft("another"));
  l = nullptr;
  l = open();
  EXPECT_EQ(*l->programmes().kept_draft_bytes(1), "a draft");
}

struct damage {
  std::string column, sql;
  std::function<std::optional<errc>(ledger::ledger&)> call;
};

TEST_F(database_of_version_1, a_damaged_value_is_an_error_of_the_call_that_reads_it) {
  {
    std::unique_ptr<ledger::ledger> l = open();
    ASSERT_TRUE(l->notices().add(a_notice(), root_));
    ASSERT_TRUE(l->notices().acknowledge("lobby", {"0000aaaa", {}, {}, msg("no")}));
  }
  run("INSERT INTO jobs VALUES (1, 'failed', '$A', 'a.pdf', '{}', 'w', 1, 1, 2, 0,"
      " '{\"code\":\"io\",\"what\":{\"args\":[],\"id\":\"x\"},\"remedy\":{\"args\":[],\"id\":\"y\"}}', 0)");
  std::filesystem::copy_file(file_, folder_ / "whole");
  auto media = [](ledger::ledger& l) { return code_of(l.media().all()); };
  auto one_media = [](ledger::ledger& l) { return code_of(l.media().find("aaaaaaaaaaaa")); };
  auto screens = [](ledger::ledger& l) { return code_of(l.screens().all()); };
  auto look = [](ledger::ledger& l) { return code_of(l.evidence().read_log_state("log", "lobby", 2, 2)); };
  auto forks = [](ledger::ledger& l) { return code_of(l.evidence().forks_of("lobby")); };
  auto notices = [](ledger::ledger& l) { return code_of(l.notices().newest(utc_ms(), 9)); };
  auto words = [](ledger::ledger& l) { return code_of(l.notices().acknowledgements("0000aaaa")); };
  auto jobs = [](ledger::ledger& l) { return code_of(l.jobs().newest(9)); };
  auto acknowledge = [](ledger::ledger& l) {
    return code_of(l.notices().acknowledge("lobby", {"0000aaaa", {}, {}, {}}));
  };
  run("INSERT INTO draft_history VALUES (1, '$A', 'hoa', 1, 1, 'x')");
  std::filesystem::copy_file(file_, folder_ / "whole", std::filesystem::copy_options::overwrite_existing);
  auto publish = [&](ledger::ledger& l) {
    return code_of(l.programmes().publish({2, {}, "A", at(1), at(2), at(3)}, "two", root_));
  };
  for (const damage& d : std::vector<damage>{
           {"kind", "UPDATE media SET kind = 'hologram'", media},
           {"kind", "UPDATE media SET kind = ''", one_media},
           {"width", "UPDATE media SET width = 5000000000", media},
           {"warnings", "UPDATE media SET warnings = '{'", media},
           {"warnings", "UPDATE media SET warnings = '[1]'", one_media},
           {"thumbnail", "UPDATE media SET thumbnail = 'short'", media},
           {"sha256", "UPDATE media_files SET sha256 = 'short' WHERE place = 1", media},
           {"identity", "UPDATE programmes SET identity = 'x'",
            [](ledger::ledger& l) { return code_of(l.programmes().published()); }},
           {"identity", "UPDATE draft_history SET identity = 'x'",
            [](ledger::ledger& l) { return code_of(l.programmes().kept_drafts({}, 99, 9)); }},
           {"value", "UPDATE site SET value = 'x' WHERE key = 'root'",
            [](ledger::ledger& l) { return code_of(l.root()); }},
           {"value", "UPDATE site SET value = 'x' WHERE key = 'root'", publish},
           {"key", "UPDATE screens SET key = upper('$A') || 'g'", screens},
           {"certificate_signature", "UPDATE screens SET certificate_signature = ''", screens},
           {"tip_hash", "UPDATE logs SET tip_hash = 'x'", look},
           {"hash", "UPDATE records SET hash = 'x' WHERE seq = 1", look},
           {"signature", "UPDATE receipts SET signature = '$A'", look},
           {"hash", "UPDATE forks SET hash = 'x'", forks},
           {"bytes", "UPDATE notices SET bytes = '{}'", notices},
           {"refused", "UPDATE notice_words SET refused = '{'", words},
           {"refused", "UPDATE notice_words SET refused = '[]'", words},
           {"refused", "UPDATE notice_words SET refused = '{'", acknowledge},
           {"state", "UPDATE jobs SET state = 'asleep'", jobs},
           {"sha256", "UPDATE jobs SET sha256 = 'short'", jobs},
           {"starts", "UPDATE jobs SET starts = 5000000000", jobs},
           {"failure", "UPDATE jobs SET failure = '{}'", jobs},
           {"failure", "UPDATE jobs SET failure = ''", jobs}}) {
    SCOPED_TRACE(d.sql);
    std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(d.call(*open()), std::nullopt) << "before the damage";
    std::filesystem::copy_file(folder_ / "whole", file_, std::filesystem::copy_options::overwrite_existing);
    run(d.sql);
    std::unique_ptr<ledger::ledger> l = open();
    EXPECT_EQ(d.call(*l), errc::io);
    EXPECT_TRUE(l->ping()) << "the ledger goes on";
  }
}

TEST_F(database_of_version_1, a_damaged_value_is_named_with_a_remedy) {
  run("UPDATE media SET kind = 'hologram'");
  error why = open()->media().all().error();
  EXPECT_EQ(why.what, msg("the database holds a damaged value in the column {}", "kind"));
  EXPECT_FALSE(why.remedy.empty());
}

TEST_F(database_of_version_1, a_report_of_an_unknown_form_waits_for_the_next) {
  run("UPDATE screens SET status = '{}', last_seen = 1, clock_offset_ms = 2");
  std::unique_ptr<ledger::ledger> l = open();
  EXPECT_EQ(*l->screens().report_of("lobby"), std::nullopt);
}

TEST_F(database_of_version_1, a_newer_one_and_no_database_are_refused) {
  run("PRAGMA user_version = 99");
  EXPECT_EQ(code_of(ledger::sqlite::open_sqlite_ledger(file_, false)), errc::invalid);
  EXPECT_EQ(code_of(ledger::sqlite::open_sqlite_ledger(folder_ / "no folder" / "ledger.sqlite", false)),
            errc::io);
}

}  // namespace
}  // namespace bangtin::scheduler::test
