// The plan and the one before it are values of the site. Reports that were handed out are in
// `report_revisions`, with a row for each screen in `report_screens` and for each log in `report_heads`.
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr const char* plan_key = "plan";
constexpr const char* previous_plan_key = "previous_plan";

std::vector<reported_screen> screens_of(const SQLite::Database& db, const handed_out_report& r) {
  statement s(db,
              "SELECT screen, plays, starts, figures FROM report_screens WHERE month = :month AND revision = "
              ":revision"
              " ORDER BY screen");
  s.set(":month", r.month);
  s.set(":revision", r.revision);
  std::vector<reported_screen> screens;
  while (s.next()) {
    screens.push_back({s.text("screen"), s.integer("plays"), s.integer("starts"), s.hex<digest>("figures")});
  }
  return screens;
}

std::vector<evidence::head> heads_of(const SQLite::Database& db, const handed_out_report& r) {
  statement s(db,
              "SELECT log, seq, hash FROM report_heads WHERE month = :month AND revision = :revision"
              " ORDER BY log");
  s.set(":month", r.month);
  s.set(":revision", r.revision);
  std::vector<evidence::head> heads;
  while (s.next()) heads.push_back({s.text("log"), s.integer("seq"), s.hex<digest>("hash")});
  return heads;
}

std::int64_t newest_revision(const SQLite::Database& db, const std::string& month) {
  statement s(db, "SELECT coalesce(max(revision), 0) AS newest FROM report_revisions WHERE month = :month");
  s.set(":month", month);
  s.next();
  return s.integer("newest");
}

void insert_revision(const SQLite::Database& db, const handed_out_report& r) {
  statement s(db,
              "INSERT INTO report_revisions (month, revision, rows, at, evidence)"
              " VALUES (:month, :revision, :rows, :at, :evidence)");
  s.set(":month", r.month);
  s.set(":revision", r.revision);
  s.set(":rows", r.rows);
  s.set(":at", r.at);
  s.set(":evidence", r.evidence);
  s.run();
}

void insert_screens(const SQLite::Database& db, const handed_out_report& r) {
  statement s(db,
              "INSERT INTO report_screens (month, revision, screen, plays, starts, figures)"
              " VALUES (:month, :revision, :screen, :plays, :starts, :figures)");
  for (const reported_screen& screen : r.screens) {
    s.set(":month", r.month);
    s.set(":revision", r.revision);
    s.set(":screen", screen.screen);
    s.set(":plays", screen.plays);
    s.set(":starts", screen.starts);
    s.set(":figures", screen.figures);
    s.run();
    s.again();
  }
}

void insert_heads(const SQLite::Database& db, const handed_out_report& r) {
  statement s(db,
              "INSERT INTO report_heads (month, revision, log, seq, hash)"
              " VALUES (:month, :revision, :log, :seq, :hash)");
  for (const evidence::head& h : r.heads) {
    s.set(":month", r.month);
    s.set(":revision", r.revision);
    s.set(":log", h.log);
    s.set(":seq", h.seq);
    s.set(":hash", h.hash);
    s.run();
    s.again();
  }
}

// The newest START of each log in the time, and its END.
// Of each log the newest play in the time: the plays are read backwards from the newest.
constexpr const char* select_reach =
    "SELECT r.log AS log, r.screen AS screen, max(p.seq, p.end_seq) AS seq, p.trust AS trust"
    " FROM (SELECT j.id AS id, j.log AS log, logs.screen AS screen,"
    "  (SELECT n.seq FROM plays AS n WHERE n.log = j.id AND n.day >= :from AND n.day < :to"
    "   ORDER BY n.seq DESC LIMIT 1) AS newest"
    "  FROM judged_logs AS j JOIN logs ON logs.log = j.log) AS r"
    " JOIN plays AS p ON p.log = r.id AND p.seq = r.newest ORDER BY r.log";

class reports_in_sqlite final : public report_ledger {
 public:
  explicit reports_in_sqlite(session& s) : session_(s) {}

  result<std::optional<std::string>> plan() override {
    return session_.read(
        msg("read the plan"),
        [](SQLite::Database& db) -> result<std::optional<std::string>> { return site_value(db, plan_key); });
  }

  result<void> set_plan(const std::string& json) override {
    return session_.change(msg("store the plan"), [&](SQLite::Database& db) -> result<void> {
      if (std::optional<std::string> before = site_value(db, plan_key))
        set_site_value(db, previous_plan_key, *before);
      set_site_value(db, plan_key, json);
      return {};
    });
  }

  result<std::optional<std::string>> previous_plan() override {
    return session_.read(msg("read the plan"),
                         [](SQLite::Database& db) -> result<std::optional<std::string>> {
                           return site_value(db, previous_plan_key);
                         });
  }

  result<std::vector<handed_out_report>> handed_out(const std::string& month) override {
    return session_.read(
        msg("read which reports were handed out"),
        [&](SQLite::Database& db) -> result<std::vector<handed_out_report>> {
          statement s(db,
                      "SELECT revision, rows, at, evidence FROM report_revisions WHERE month = :month"
                      " ORDER BY revision");
          s.set(":month", month);
          std::vector<handed_out_report> all;
          while (s.next()) {
            handed_out_report r{month, s.small("revision"), s.hex<digest>("rows"), s.time("at"), {}, {}, {}};
            r.screens = screens_of(db, r);
            r.heads = heads_of(db, r);
            r.evidence = s.hex<digest>("evidence");
            all.push_back(std::move(r));
          }
          return all;
        });
  }

  result<void> hand_out(const handed_out_report& report) override {
    return session_.change(
        msg("store that a report is handed out"), [&](SQLite::Database& db) -> result<void> {
          if (report.revision != newest_revision(db, report.month) + 1) {
            return error{errc::conflict, msg("another report of that month was handed out meanwhile"),
                         msg("try again")};
          }
          insert_revision(db, report);
          insert_screens(db, report);
          insert_heads(db, report);
          return {};
        });
  }

  result<void> name_evidence(const std::string& month, int revision, const digest& evidence) override {
    return session_.change(
        msg("store that a report is handed out"), [&](SQLite::Database& db) -> result<void> {
          statement s(db,
                      "UPDATE report_revisions SET evidence = :evidence"
                      " WHERE month = :month AND revision = :revision AND evidence = :none");
          s.set(":evidence", evidence);
          s.set(":month", month);
          s.set(":revision", revision);
          s.set(":none", digest());
          if (s.run() == 1) return {};
          return error{errc::conflict, msg("the report names an evidence file already"), msg("try again")};
        });
  }

  result<std::vector<log_reach>> reach(std::chrono::local_days from, std::chrono::local_days to) override {
    return session_.read(
        msg("read how far the logs reach"), [&](SQLite::Database& db) -> result<std::vector<log_reach>> {
          statement s(db, select_reach);
          s.set(":from", from.time_since_epoch().count());
          s.set(":to", to.time_since_epoch().count());
          std::vector<log_reach> all;
          while (s.next()) {
            const int trust = s.small("trust");
            if (trust > static_cast<int>(clock_trust::unsynced)) throw damaged("trust");
            all.push_back(
                {s.text("log"), s.text("screen"), s.integer("seq"), static_cast<clock_trust>(trust)});
          }
          return all;
        });
  }

  result<std::optional<evidence::signed_text>> receipt_from(const std::string& log,
                                                            std::int64_t seq) override {
    return session_.read(
        msg("read a receipt"), [&](SQLite::Database& db) -> result<std::optional<evidence::signed_text>> {
          statement s(
              db,
              "SELECT text, signature FROM receipts WHERE log = :log AND seq >= :seq ORDER BY seq LIMIT 1");
          s.set(":log", log);
          s.set(":seq", seq);
          if (!s.next()) return std::nullopt;
          return evidence::signed_text{s.text("text"), s.hex<signature>("signature")};
        });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<report_ledger> sqlite_reports(session& s) {
  return std::make_unique<reports_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
