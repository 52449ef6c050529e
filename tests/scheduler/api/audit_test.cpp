// The audit log: what gets into it, how it is asked, and that damage to it is found.
#include <SQLiteCpp/SQLiteCpp.h>

#include "scheduler/api/audit_check.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class audit_log : public site {
 protected:
  audit_log() { setup_.note_people_every = std::chrono::hours(1); }
  json::array lines(const std::string& query = "") {
    return parsed(admin("GET", "/v1/audit" + query)).as_array();
  }
};

TEST_F(audit_log, tells_of_every_refusal_once_and_counts_the_rest) {
  start();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(open("DELETE", "/v1/screens/lobby").status, 401);
  json::array all = lines();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("who").as_string(), "127.0.0.1");
  EXPECT_EQ(all[0].at("what").as_string(),
            "DELETE /v1/screens/{name} refused with 401, 5 times until 2026-10-10T00:00:00.000Z");
  EXPECT_EQ(all[0].at("object").as_string(), "lobby");
  EXPECT_EQ(all[0].at("outcome").as_string(), "refused");
  EXPECT_EQ(open("DELETE", "/v1/screens/lobby").status, 401);
  EXPECT_EQ(lines().size(), 1U) << "one line an hour";
  stop();
  start();
  EXPECT_EQ(lines().size(), 2U) << "what was counted is told before the daemon ends";
  EXPECT_EQ(open("GET", "/v1/media").status, 401);
  EXPECT_EQ(lines("?who=127.0.0.1").size(), 3U);
}

TEST_F(audit_log, is_asked_by_time_person_and_object_in_pages) {
  start();
  const std::int64_t begin = clock_.ms;
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(admin("POST", "/v1/users", fmt::format(R"({{"name":"{}","role":"viewer"}})", name)).status,
              200);
    clock_.ms += 1000;
  }
  EXPECT_EQ(lines().size(), 3U);
  EXPECT_EQ(lines("?object=b").size(), 1U);
  EXPECT_EQ(lines(fmt::format("?from={}", begin + 1000)).size(), 2U);
  EXPECT_EQ(lines(fmt::format("?to={}", begin + 1000)).size(), 1U);
  EXPECT_EQ(lines("?who=uid").size(), 3U);
  EXPECT_EQ(lines("?who=nobody").size(), 0U);
  json::array older = lines("?before=3");
  ASSERT_EQ(older.size(), 2U);
  EXPECT_EQ(older[0].at("number").as_int64(), 2);
  for (const char* bad : {"?from=x", "?to=-1", "?before=1.5", "?to=99999999999999999"}) {
    EXPECT_EQ(admin("GET", std::string("/v1/audit") + bad).status, 400) << bad;
  }
}

// ---- damage

class damaged_audit : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_ / "ledger.sqlite"; }
  std::unique_ptr<ledger::ledger> open() { return ledger::sqlite::open_sqlite_ledger(file(), false).value(); }
  void damage(const std::string& sql) {
    SQLite::Database db(file().string(), SQLite::OPEN_READWRITE);
    db.exec(sql);
  }
  void write(int lines) {
    std::unique_ptr<ledger::ledger> l = open();
    ASSERT_TRUE(l->transaction([&]() -> result<void> {
      for (int i = 1; i <= lines; ++i) {
        result<void> done =
            l->audit().add({utc_ms(milliseconds(i)), "user lan", fmt::format("did {}", i), "it"});
        if (!done) return done;
      }
      return {};
    }));
  }
  // What a whole check says; empty: all is well.
  std::string check() {
    std::unique_ptr<ledger::ledger> l = open();
    api::audit_check c;
    for (;;) {
      result<bool> more = c.next_piece(*l);
      if (!more) return describe(more.error());
      if (!*more) break;
    }
    return c.fault() ? describe({errc::verification, *c.fault(), {}}) : "";
  }
  fakes::temporary_folder folder_;
};

TEST_F(damaged_audit, is_found_whatever_was_done_to_it) {
  struct row {
    const char *situation, *sql, *said;
  };
  const row rows[] = {
      {"nothing", "SELECT 1", ""},
      {"who", "UPDATE audit SET who = 'user hoa' WHERE id = 3", "line 3 of the audit log was changed"},
      {"when", "UPDATE audit SET at = at + 1 WHERE id = 3", "line 3 of the audit log was changed"},
      {"what", "UPDATE audit SET what = what || '!' WHERE id = 1", "line 1 of the audit log was changed"},
      {"object", "UPDATE audit SET object = '' WHERE id = 5", "line 5 of the audit log was changed"},
      {"outcome", "UPDATE audit SET outcome = 'refused' WHERE id = 2", "line 2 of the audit log was changed"},
      {"hash", "UPDATE audit SET hash = lower(hex(zeroblob(32))) WHERE id = 2", "line 2 of the audit log"},
      {"the first is gone", "DELETE FROM audit WHERE id = 1", "line 1 of the audit log is missing"},
      {"one is gone", "DELETE FROM audit WHERE id = 3", "line 3 of the audit log is missing"},
      {"the last is gone", "DELETE FROM audit WHERE id = 5", "ends with line 4, and line 5 was the last"},
      {"all are gone", "DELETE FROM audit", "ends with line 0, and line 5 was the last"},
      {"numbers closed up", "DELETE FROM audit WHERE id = 3; UPDATE audit SET id = id - 1 WHERE id > 3",
       "line 3 of the audit log was changed"},
      {"two changed places",
       "UPDATE audit SET id = 9 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 4; UPDATE audit SET id = 4 "
       "WHERE id = 9",
       "line 3 of the audit log was changed"},
      {"one was added",
       "INSERT INTO audit SELECT 6, at, who, what, object, outcome, hash FROM audit WHERE id = 5",
       "line 6 of the audit log was changed"},
      {"not a hash", "UPDATE audit SET hash = 'x' WHERE id = 2", "hash"}};
  for (const row& r : rows) {
    SCOPED_TRACE(r.situation);
    std::filesystem::remove(file());
    write(5);
    damage(r.sql);
    const std::string said = check();
    EXPECT_EQ(said.empty(), *r.said == '\0') << said;
    EXPECT_NE(said.find(r.said), std::string::npos) << said;
  }
}

TEST_F(damaged_audit, stays_found_when_lines_follow) {
  write(5);
  damage("DELETE FROM audit WHERE id > 3");
  write(1);
  EXPECT_NE(check().find("line 4 of the audit log is missing"), std::string::npos) << check();
}

TEST_F(damaged_audit, is_found_in_a_log_of_several_pieces) {
  write(2 * api::audit_check::lines_per_piece + 10);
  EXPECT_EQ(check(), "");
  damage("UPDATE audit SET who = 'x' WHERE id = 2005");
  EXPECT_NE(check().find("line 2005"), std::string::npos) << check();
}

}  // namespace
}  // namespace bangtin::scheduler::test
