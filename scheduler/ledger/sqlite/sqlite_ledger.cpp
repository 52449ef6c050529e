// The ledger owns one session, which all subjects share; so they also share a transaction.
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

#include "base/sqlite/database.hpp"
#include "scheduler/ledger/sqlite/count_digests.hpp"
#include "scheduler/ledger/sqlite/migrations.hpp"
#include "scheduler/ledger/sqlite/play_rows.hpp"
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

class sqlite_ledger final : public ledger {
 public:
  sqlite_ledger(std::filesystem::path file, bool durable, std::unique_ptr<SQLite::Database> db)
      : session_(std::move(file), durable, std::move(db)) {}

  result<void> chain_old_lines() { return chain_old_audit_lines(session_); }

  media_ledger& media() override { return *media_; }
  programme_ledger& programmes() override { return *programmes_; }
  screen_ledger& screens() override { return *screens_; }
  evidence_ledger& evidence() override { return *evidence_; }
  export_ledger& exports() override { return *exports_; }
  check_ledger& checks() override { return *checks_; }
  play_ledger& plays() override { return *plays_; }
  notice_ledger& notices() override { return *notices_; }
  screenshot_ledger& screenshots() override { return *screenshots_; }
  job_ledger& jobs() override { return *jobs_; }
  report_ledger& reports() override { return *reports_; }
  user_ledger& users() override { return *users_; }
  audit_ledger& audit() override { return *audit_; }
  copy_ledger& copies() override { return *copies_; }
  trust_ledger& trust() override { return *trust_; }
  alert_ledger& alerts() override { return *alerts_; }

  result<std::unique_ptr<play_ledger>> recount() override { return sqlite_recount(session_); }
  result<std::optional<std::chrono::local_days>> next_counted_day(std::chrono::local_days from) override {
    return session_.read(msg("compare the counts"),
                         [&](SQLite::Database& db) -> result<std::optional<std::chrono::local_days>> {
                           return next_counted_day_in(db, from);
                         });
  }
  result<std::vector<count_difference>> differences(std::chrono::local_days from, std::chrono::local_days to,
                                                    int max) override {
    return session_.read(msg("compare the counts"),
                         [&](SQLite::Database& db) -> result<std::vector<count_difference>> {
                           return differences_in(db, from, to, max);
                         });
  }
  result<std::int64_t> adopt_recount(std::chrono::local_days from, std::chrono::local_days to) override {
    return session_.change(msg("store the counts"), [&](SQLite::Database& db) -> result<std::int64_t> {
      const std::int64_t changed = adopt_rows(db, from, to);
      digests_.set(db, from, to);
      return changed;
    });
  }
  result<void> confirm_recount() override {
    return session_.change(msg("end the recount"), [&](SQLite::Database& db) -> result<void> {
      digests_.confirm(db);
      return {};
    });
  }
  result<void> end_recount() override {
    return session_.change(msg("end the recount"), [](SQLite::Database& db) -> result<void> {
      drop_recount(db);
      return {};
    });
  }

  result<void> ping() override {
    return session_.read(msg("read the database"), [](SQLite::Database& db) -> result<void> {
      statement(db, "SELECT count(*) FROM site").next();
      return {};
    });
  }

  // A value that stays the same would not be written.
  result<void> try_to_store() override {
    return session_.change(msg("store anything"), [](SQLite::Database& db) -> result<void> {
      statement(db,
                "INSERT INTO site (key, value) VALUES ('store_test', '0') ON CONFLICT (key) DO UPDATE"
                " SET value = CASE value WHEN '0' THEN '1' ELSE '0' END")
          .run();
      return {};
    });
  }

  result<std::optional<public_key>> root() override {
    return session_.read(
        msg("read the site's key"),
        [](SQLite::Database& db) -> result<std::optional<public_key>> { return pinned_root(db); });
  }

  result<void> transaction(const std::function<result<void>()>& change) override {
    return session_.change(msg("store the changes"), [&](SQLite::Database&) { return change(); });
  }

 private:
  session session_;
  count_digests digests_;
  std::unique_ptr<media_ledger> media_ = sqlite_media(session_);
  std::unique_ptr<programme_ledger> programmes_ = sqlite_programmes(session_);
  std::unique_ptr<screen_ledger> screens_ = sqlite_screens(session_);
  std::unique_ptr<evidence_ledger> evidence_ = sqlite_evidence(session_);
  std::unique_ptr<export_ledger> exports_ = sqlite_export(session_);
  std::unique_ptr<check_ledger> checks_ = sqlite_checks(session_);
  std::unique_ptr<play_ledger> plays_ = sqlite_plays(session_, digests_);
  std::unique_ptr<notice_ledger> notices_ = sqlite_notices(session_);
  std::unique_ptr<screenshot_ledger> screenshots_ = sqlite_screenshots(session_);
  std::unique_ptr<job_ledger> jobs_ = sqlite_jobs(session_);
  std::unique_ptr<report_ledger> reports_ = sqlite_reports(session_);
  std::unique_ptr<user_ledger> users_ = sqlite_users(session_);
  std::unique_ptr<audit_ledger> audit_ = sqlite_audit(session_);
  std::unique_ptr<copy_ledger> copies_ = sqlite_copies(session_);
  std::unique_ptr<trust_ledger> trust_ = sqlite_trust(session_);
  std::unique_ptr<alert_ledger> alerts_ = sqlite_alerts(session_);
};

}  // namespace

result<std::unique_ptr<ledger>> open_sqlite_ledger(const std::filesystem::path& file, bool durable) {
  auto db = bangtin::sqlite::open_database(file, ledger_migrations(), durable);
  if (!db) return db.error();
  auto opened = std::make_unique<sqlite_ledger>(file, durable, std::move(*db));
  if (result<void> chained = opened->chain_old_lines(); !chained) return chained.error();
  return std::unique_ptr<ledger>(std::move(opened));
}

}  // namespace bangtin::scheduler::ledger::sqlite
