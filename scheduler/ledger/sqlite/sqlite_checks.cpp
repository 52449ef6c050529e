// Reads rows without trusting a value in them. The tables `records` and `receipts` are long, so every call
// reads a bounded range of their primary key.
#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <memory>

#include "base/inner_message.hpp"
#include "base/json.hpp"
#include "base/message_json.hpp"
#include "base/sqlite/database.hpp"
#include "scheduler/ledger/sqlite/site_values.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

raw_log log_of(const statement& row) {
  return {row.text("log"), row.text("screen"), row.text("key"), row.integer("tip"), row.text("tip_hash")};
}

raw_log row_of_log(const SQLite::Database& db, const std::string& log) {
  statement s(db, "SELECT log, screen, key, tip, tip_hash FROM logs WHERE log = :log");
  s.set(":log", log);
  return s.next() ? log_of(s) : raw_log{log, "", "", 0, ""};
}

struct finalize_statement {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};

// Every record of an export is read here, so it calls SQLite itself, with columns by their numbers.
std::vector<raw_record> read_records(const SQLite::Database& db, const std::string& log, std::int64_t after,
                                     int max) {
  constexpr const char* sql =
      "SELECT seq, hash, type, utc, play, line FROM records WHERE log = ?1 AND seq > ?2 ORDER BY seq LIMIT "
      "?3";
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v2(db.getHandle(), sql, -1, &made, nullptr) != SQLITE_OK) {
    throw SQLite::Exception(db.getHandle());
  }
  const std::unique_ptr<sqlite3_stmt, finalize_statement> owner(made);
  sqlite3_bind_text(made, 1, log.data(), static_cast<int>(log.size()), SQLITE_STATIC);
  sqlite3_bind_int64(made, 2, after);
  sqlite3_bind_int64(made, 3, max);
  auto set = [&](std::string& value, int column) {
    const void* bytes = sqlite3_column_blob(made, column);
    if (bytes != nullptr)
      value.assign(static_cast<const char*>(bytes),
                   static_cast<std::size_t>(sqlite3_column_bytes(made, column)));
  };
  std::vector<raw_record> all;
  all.reserve(static_cast<std::size_t>(max));
  int done = SQLITE_ROW;
  while ((done = sqlite3_step(made)) == SQLITE_ROW) {
    raw_record& r = all.emplace_back();
    r.seq = sqlite3_column_int64(made, 0);
    set(r.hash, 1);
    set(r.type, 2);
    r.utc_ms = sqlite3_column_int64(made, 3);
    if (sqlite3_column_type(made, 4) != SQLITE_NULL) r.play = sqlite3_column_int64(made, 4);
    set(r.line, 5);
  }
  if (done != SQLITE_DONE) throw SQLite::Exception(db.getHandle(), done);
  return all;
}

message fault_of(const std::string& text) {
  if (text.empty()) return {};
  result<json::value> value = parse_json(text);
  if (!value) throw damaged("fault");
  result<message> fault = message_from_value(*value);
  if (!fault) throw damaged("fault");
  return std::move(*fault);
}

// Interrupts a statement when its time is over.
class time_limit {
 public:
  time_limit(SQLite::Database& db, milliseconds max) : db_(db), end_(std::chrono::steady_clock::now() + max) {
    sqlite3_progress_handler(db_.getHandle(), 1000, &time_limit::is_over, this);
  }
  ~time_limit() { sqlite3_progress_handler(db_.getHandle(), 0, nullptr, nullptr); }
  time_limit(const time_limit&) = delete;
  time_limit& operator=(const time_limit&) = delete;

 private:
  static int is_over(void* self) {
    return std::chrono::steady_clock::now() > static_cast<time_limit*>(self)->end_ ? 1 : 0;
  }
  SQLite::Database& db_;
  std::chrono::steady_clock::time_point end_;
};

table_check quick_check(SQLite::Database& db, const std::string& table, milliseconds max) {
  time_limit limit(db, max);
  try {
    // PRAGMA takes no parameter. The name comes from the schema, and quotes in it are doubled.
    std::string quoted;
    for (char c : table) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    statement s(db, "PRAGMA quick_check(\"" + quoted + "\")");
    s.next();
    std::string said = s.text("quick_check");
    return {true, said == "ok" ? std::string() : said};
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() == SQLITE_INTERRUPT) return {false, {}};
    if (e.getErrorCode() == SQLITE_CORRUPT) return {true, inner(bangtin::sqlite::sqlite_text(e))};
    throw;
  }
}

class checks_in_sqlite final : public check_ledger {
 public:
  explicit checks_in_sqlite(session& s) : session_(s) {}

  result<std::optional<public_key>> daemon_key() override {
    return session_.read(msg("read the daemon's key"),
                         [&](SQLite::Database& db) -> result<std::optional<public_key>> {
                           std::optional<std::string> hex = site_value(db, "daemon");
                           if (!hex) return std::optional<public_key>();
                           std::optional<public_key> key = public_key::from(*hex);
                           if (!key) throw damaged("value");
                           return key;
                         });
  }

  result<void> set_daemon_key(const public_key& key) override {
    return session_.change(msg("store the daemon's key"), [&](SQLite::Database& db) -> result<void> {
      set_site_value(db, "daemon", key.hex());
      return {};
    });
  }

  result<std::vector<raw_log>> newest_logs(int max) override {
    return session_.read(msg("read the logs"), [&](SQLite::Database& db) -> result<std::vector<raw_log>> {
      statement s(db,
                  "SELECT log, screen, key, tip, tip_hash FROM logs ORDER BY received DESC, log LIMIT :max");
      s.set(":max", max);
      std::vector<raw_log> all;
      while (s.next()) all.push_back(log_of(s));
      return all;
    });
  }

  result<std::optional<raw_log>> next_log(const std::string& after) override {
    return session_.read(msg("read the logs"), [&](SQLite::Database& db) -> result<std::optional<raw_log>> {
      std::optional<std::string> next;
      for (const char* table : {"logs", "records"}) {
        statement s(db, fmt::format("SELECT log FROM {} WHERE log > :after ORDER BY log LIMIT 1", table));
        s.set(":after", after);
        if (!s.next()) continue;
        std::string log = s.text("log");
        if (!next || log < *next) next = std::move(log);
      }
      if (!next) return std::optional<raw_log>();
      return std::optional(row_of_log(db, *next));
    });
  }

  result<raw_log> log_row(const std::string& log) override {
    return session_.read(msg("read the logs"),
                         [&](SQLite::Database& db) -> result<raw_log> { return row_of_log(db, log); });
  }

  result<std::vector<raw_record>> records(const std::string& log, std::int64_t after, int max) override {
    return session_.read(msg("read play records"),
                         [&](SQLite::Database& db) -> result<std::vector<raw_record>> {
                           return read_records(db, log, after, max);
                         });
  }

  result<std::vector<raw_receipt>> receipts(const std::string& log, std::int64_t after,
                                            std::int64_t last) override {
    return session_.read(msg("read receipts"), [&](SQLite::Database& db) -> result<std::vector<raw_receipt>> {
      statement s(db,
                  "SELECT seq, text, signature, head, head_signature, received, rules FROM receipts"
                  " WHERE log = :log AND seq > :after AND seq <= :last ORDER BY seq");
      s.set(":log", log);
      s.set(":after", after);
      s.set(":last", last);
      std::vector<raw_receipt> all;
      while (s.next()) {
        all.push_back({s.integer("seq"), s.text("text"), s.text("signature"), s.text("head"),
                       s.text("head_signature"), s.integer("received"), s.integer("rules")});
      }
      return all;
    });
  }

  result<check_position> position() override {
    return session_.read(msg("read the check's position"),
                         [&](SQLite::Database& db) -> result<check_position> {
                           statement s(db, "SELECT log, seq, vouched, hash, ended, fault FROM checks");
                           if (!s.next()) return check_position();
                           return check_position{s.text("log"),  s.integer("seq"), s.integer("vouched"),
                                                 s.text("hash"), s.time("ended"),  fault_of(s.text("fault"))};
                         });
  }

  result<void> set_position(const check_position& p) override {
    return session_.change(msg("store the check's position"), [&](SQLite::Database& db) -> result<void> {
      statement s(db,
                  "INSERT OR REPLACE INTO checks (id, log, seq, vouched, hash, ended, fault)"
                  " VALUES (1, :log, :seq, :vouched, :hash, :ended, :fault)");
      s.set(":log", p.log);
      s.set(":seq", p.seq);
      s.set(":vouched", p.vouched);
      s.set(":hash", p.hash);
      s.set(":ended", p.ended);
      s.set(":fault", p.fault.empty() ? std::string() : canonical(to_value(p.fault)));
      s.run();
      return {};
    });
  }

  result<void> record_repair(const count_repair& r) override {
    return session_.change(msg("store what was repaired"), [&](SQLite::Database& db) -> result<void> {
      statement s(db, "INSERT INTO count_repairs (at, rows) VALUES (:at, :rows)");
      s.set(":at", r.at);
      s.set(":rows", r.rows);
      s.run();
      return {};
    });
  }

  result<std::optional<count_repair>> repairs_since(utc_ms from) override {
    return session_.read(msg("read what was repaired"),
                         [&](SQLite::Database& db) -> result<std::optional<count_repair>> {
                           statement s(db,
                                       "SELECT max(at) AS at, sum(rows) AS rows FROM count_repairs"
                                       " WHERE at >= :from");
                           s.set(":from", from);
                           if (!s.next() || s.is_null("at")) return std::nullopt;
                           return count_repair{s.time("at"), s.integer("rows")};
                         });
  }

  result<std::vector<std::string>> tables() override {
    return session_.read(
        msg("read the tables"), [&](SQLite::Database& db) -> result<std::vector<std::string>> {
          statement s(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
          std::vector<std::string> all;
          while (s.next()) all.push_back(s.text("name"));
          return all;
        });
  }

  result<table_check> examine(const std::string& table, milliseconds max) override {
    return session_.read(msg("check the database"), [&](SQLite::Database& db) -> result<table_check> {
      return quick_check(db, table, max);
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<check_ledger> sqlite_checks(session& s) {
  return std::make_unique<checks_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
