// Reads for evidence files.
#include <algorithm>

#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

stored_record record_of(const statement& row) {
  stored_record r;
  r.seq = row.integer("seq");
  r.hash = row.hex<digest>("hash");
  r.type = row.text("type");
  r.utc = row.time("utc");
  if (!row.is_null("play")) r.play = row.integer("play");
  r.line = row.text("line");
  return r;
}

constexpr std::string_view record_columns = "SELECT seq, hash, type, utc, play, line FROM records";

// The only column of the only row, or 0.
std::int64_t number_from(const SQLite::Database& db, const char* sql, const std::string& log,
                         std::int64_t first, std::optional<std::int64_t> last = std::nullopt) {
  statement s(db, sql);
  s.set(":log", log);
  s.set(":first", first);
  if (last) s.set(":last", *last);
  return s.next() && !s.is_null("n") ? s.integer("n") : 0;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class export_from_sqlite final : public export_ledger {
 public:
  explicit export_from_sqlite(session& s) : session_(s) {}

  result<std::vector<exported_log>> logs() override {
    return session_.read(msg("read the logs"), [](SQLite::Database& db) -> result<std::vector<exported_log>> {
      statement s(db,
                  "SELECT log, screen, key, old_rule_to, (SELECT max(seq) FROM receipts"
                  " WHERE receipts.log = logs.log) AS last FROM logs ORDER BY screen, log");
      std::vector<exported_log> all;
      while (s.next()) {
        if (s.is_null("last")) continue;
        all.push_back({s.text("log"), s.text("screen"),
                       public_key::from(s.text("key")).value_or(public_key()), s.integer("old_rule_to"),
                       s.integer("last")});
      }
      return all;
    });
  }

  result<std::vector<stored_record>> boots(const std::string& log, std::int64_t last) override {
    return session_.read(msg("read a log"), [&](SQLite::Database& db) -> result<std::vector<stored_record>> {
      statement s(
          db,
          fmt::format("{} INDEXED BY boots WHERE type = 'BOOT' AND log = :log AND seq <= :last ORDER BY seq",
                      record_columns));
      s.set(":log", log);
      s.set(":last", last);
      std::vector<stored_record> all;
      while (s.next()) all.push_back(record_of(s));
      return all;
    });
  }

  result<std::optional<stored_record>> record_at(const std::string& log, std::int64_t seq) override {
    return session_.read(msg("read a log"),
                         [&](SQLite::Database& db) -> result<std::optional<stored_record>> {
                           statement s(db, fmt::format("{} WHERE log = :log AND seq = :seq", record_columns));
                           s.set(":log", log);
                           s.set(":seq", seq);
                           if (!s.next()) return std::nullopt;
                           return record_of(s);
                         });
  }

  result<std::int64_t> last_end_of(const std::string& log, std::int64_t first, std::int64_t last) override {
    return session_.read(msg("read a log"), [&](SQLite::Database& db) -> result<std::int64_t> {
      return number_from(db,
                         "SELECT max(end_seq) AS n FROM plays WHERE seq BETWEEN :first AND :last"
                         " AND log = (SELECT id FROM judged_logs WHERE log = :log)",
                         log, first, last);
    });
  }

  result<std::vector<exported_play>> plays_of(const std::string& log, std::int64_t after, std::int64_t last,
                                              int max) override {
    return session_.read(
        msg("read the plays"), [&](SQLite::Database& db) -> result<std::vector<exported_play>> {
          // Every play of a log is read, so columns go by their numbers.
          SQLite::Statement s(db,
                              "SELECT seq, end_seq, at, day, reason = 'not-planned' FROM plays"
                              " WHERE log = (SELECT id FROM judged_logs WHERE log = :log)"
                              " AND seq > :after AND seq <= :last ORDER BY seq LIMIT :max");
          s.bind(":log", log);
          s.bind(":after", after);
          s.bind(":last", last);
          s.bind(":max", max);
          std::vector<exported_play> all;
          while (s.executeStep()) {
            auto number = [&](int column) { return s.getColumn(column).getInt64(); };
            all.push_back({number(0), number(1), from_unix_ms(number(2)),
                           std::chrono::local_days(std::chrono::days(number(3))), number(4) != 0});
          }
          return all;
        });
  }

  result<std::int64_t> receipt_from(const std::string& log, std::int64_t seq) override {
    return session_.read(msg("read the receipts"), [&](SQLite::Database& db) -> result<std::int64_t> {
      return number_from(db, "SELECT min(seq) AS n FROM receipts WHERE log = :log AND seq >= :first", log,
                         seq);
    });
  }
  result<std::int64_t> receipt_before(const std::string& log, std::int64_t seq) override {
    return session_.read(msg("read the receipts"), [&](SQLite::Database& db) -> result<std::int64_t> {
      return number_from(db, "SELECT max(seq) AS n FROM receipts WHERE log = :log AND seq < :first", log,
                         seq);
    });
  }

  result<receipt_figures> receipts_between(const std::string& log, std::int64_t first,
                                           std::int64_t last) override {
    return session_.read(msg("read the receipts"), [&](SQLite::Database& db) -> result<receipt_figures> {
      statement s(db,
                  "SELECT count(*) AS receipts, coalesce(max(rules), 1) AS rules FROM receipts"
                  " WHERE log = :log AND seq BETWEEN :first AND :last");
      s.set(":log", log);
      s.set(":first", first);
      s.set(":last", last);
      s.next();
      return receipt_figures{s.integer("receipts"), s.small("rules")};
    });
  }

  result<signed_text> head_at(const std::string& log, std::int64_t seq) override {
    return session_.read(msg("read a head"), [&](SQLite::Database& db) -> result<signed_text> {
      statement s(db, "SELECT head, head_signature FROM receipts WHERE log = :log AND seq = :seq");
      s.set(":log", log);
      s.set(":seq", seq);
      if (s.next()) return signed_text{s.text("head"), s.hex<signature>("head_signature")};
      return error{errc::not_found, msg("record {} of log {} has no receipt", seq, log),
                   msg("read what is stored of the log, and go on from there")};
    });
  }

  result<std::vector<recorded_fork>> forks(const std::string& log) override {
    return session_.read(
        msg("read the forks"), [&](SQLite::Database& db) -> result<std::vector<recorded_fork>> {
          statement s(db,
                      "SELECT log, screen, seq, hash, head, head_signature, lines, at FROM forks"
                      " WHERE log = :log ORDER BY seq, hash");
          s.set(":log", log);
          std::vector<recorded_fork> all;
          while (s.next()) {
            all.push_back({s.text("log"), s.text("screen"), s.integer("seq"), s.hex<digest>("hash"),
                           signed_text{s.text("head"), s.hex<signature>("head_signature")},
                           lines_of(s.text("lines")), s.time("at")});
          }
          return all;
        });
  }

  result<std::vector<signed_text>> screen_certificates() override {
    return session_.read(msg("read the certificates"),
                         [](SQLite::Database& db) -> result<std::vector<signed_text>> {
                           statement s(db, "SELECT text, signature FROM screen_certificates");
                           std::vector<signed_text> all;
                           while (s.next()) all.push_back({s.text("text"), s.hex<signature>("signature")});
                           return all;
                         });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<export_ledger> sqlite_export(session& s) {
  return std::make_unique<export_from_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
