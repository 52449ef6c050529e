#include "bench/same_rows.hpp"

#include <map>
#include <stdexcept>
#include <tuple>

#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::bench {

namespace {

void must(int done, sqlite3* db) {
  if (done != SQLITE_OK && done != SQLITE_DONE && done != SQLITE_ROW)
    throw std::runtime_error(sqlite3_errmsg(db));
}

cell cell_of(sqlite3_stmt* s, int column) {
  cell c;
  c.type = sqlite3_column_type(s, column);
  if (c.type == SQLITE_INTEGER) c.number = sqlite3_column_int64(s, column);
  if (c.type == SQLITE_TEXT) {
    c.text.assign(reinterpret_cast<const char*>(sqlite3_column_text(s, column)),
                  static_cast<std::size_t>(sqlite3_column_bytes(s, column)));
  }
  return c;
}

class reading {
 public:
  explicit reading(const std::filesystem::path& file) {
    must(sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr), db_);
  }
  ~reading() { sqlite3_close(db_); }
  template <class F>
  void each(const char* sql, F f) {
    sqlite3_stmt* s = nullptr;
    must(sqlite3_prepare_v2(db_, sql, -1, &s, nullptr), db_);
    while (sqlite3_step(s) == SQLITE_ROW) {
      row r;
      for (int i = 0; i < sqlite3_column_count(s); ++i) r.push_back(cell_of(s, i));
      f(std::move(r));
    }
    sqlite3_finalize(s);
  }

 private:
  sqlite3* db_ = nullptr;
};

cell number(std::int64_t n) {
  return {SQLITE_INTEGER, n, {}};
}

// What the plays of a batch add to the roll-up. Every play of the bench counts, or is open yet.
std::vector<row> counts_of(const std::vector<row>& plays) {
  constexpr std::size_t shown = 9, col = 18, reason = 19, day = 23, hour = 24, key = 25;
  std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>, std::array<std::int64_t, 3>>
      sums;
  for (const row& p : plays) {
    auto& [counted, airtime, uncounted] =
        sums[{p[day].number, p[hour].number, p[key].number, p[reason].text}];
    const bool counts = p[col].number == 0;
    counted += counts;
    airtime += counts ? p[shown].number : 0;
    uncounted += !counts;
  }
  std::vector<row> rows;
  for (const auto& [cell_key, v] : sums) {
    const auto& [d, h, k, why] = cell_key;
    rows.push_back(
        {number(d), number(h), number(k), {SQLITE_TEXT, 0, why}, number(v[0]), number(v[1]), number(v[2])});
  }
  return rows;
}

}  // namespace

std::vector<batch_rows> read_rows(const std::filesystem::path& ledger, int screens, std::size_t batch) {
  reading from(ledger);
  std::vector<batch_rows> all;
  std::map<std::string, std::size_t> places;  // of the logs
  std::map<std::int64_t, std::string> names;
  auto of = [&](const std::string& log, std::int64_t seq) -> batch_rows& {
    const std::size_t place = places.emplace(log, places.size()).first->second;
    const std::size_t at =
        static_cast<std::size_t>(seq - 1) / batch * static_cast<std::size_t>(screens) + place;
    if (all.size() <= at) all.resize(at + 1);
    all[at].log = log;
    return all[at];
  };
  from.each("SELECT id, log FROM judged_logs", [&](row r) { names[r[0].number] = r[1].text; });
  from.each("SELECT log, seq, hash, type, utc, play, line FROM records ORDER BY log, seq", [&](row r) {
    batch_rows& b = of(r[0].text, r[1].number);
    b.records.push_back(std::move(r));
  });
  from.each("SELECT * FROM plays ORDER BY log, seq", [&](row r) {
    batch_rows& b = of(names[r[0].number], r[1].number);
    b.plays.push_back(std::move(r));
  });
  from.each("SELECT log, seq, text, signature, head, head_signature, received, rules FROM receipts",
            [&](row r) {
              batch_rows& b = of(r[0].text, r[1].number);
              b.receipt = std::move(r);
            });
  for (batch_rows& b : all) b.counts = counts_of(b.plays);
  return all;
}

same_rows::same_rows(const std::filesystem::path& file, tables which) : which_(which) {
  if (which == tables::all) {
    auto made = scheduler::ledger::sqlite::open_sqlite_ledger(file, false);
    if (!made) throw std::runtime_error(describe(made.error()));
  }
  must(sqlite3_open(file.c_str(), &db_), db_);
  exec("PRAGMA journal_mode=DELETE; PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=EXTRA");
  if (which == tables::all) {
    receipt_ = prepare(
        "INSERT INTO receipts (log, seq, text, signature, head, head_signature, received, rules)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    tip_ = prepare(
        "INSERT INTO logs (log, screen, key, tip, tip_hash) VALUES (?, '', '', ?, ?)"
        " ON CONFLICT DO UPDATE SET tip = excluded.tip, tip_hash = excluded.tip_hash");
    play_ = prepare(
        "INSERT INTO plays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?)");
  } else {
    exec(
        "CREATE TABLE records (log TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, type TEXT NOT "
        "NULL,"
        " utc INTEGER NOT NULL, play INTEGER, line TEXT NOT NULL, PRIMARY KEY (log, seq)) WITHOUT ROWID, "
        "STRICT;"
        "CREATE TABLE play_counts (day INTEGER NOT NULL, hour INTEGER NOT NULL, key INTEGER NOT NULL,"
        " reason TEXT NOT NULL, plays INTEGER NOT NULL, airtime_ms INTEGER NOT NULL, partial INTEGER NOT "
        "NULL,"
        " failed INTEGER NOT NULL, uncertain_clock INTEGER NOT NULL, uncounted INTEGER NOT NULL,"
        " near_edge INTEGER NOT NULL, PRIMARY KEY (day, hour, key, reason)) WITHOUT ROWID, STRICT");
  }
  record_ =
      prepare("INSERT INTO records (log, seq, hash, type, utc, play, line) VALUES (?, ?, ?, ?, ?, ?, ?)");
  count_ = prepare(
      "INSERT INTO play_counts VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 0) ON CONFLICT DO UPDATE SET"
      " plays = plays + excluded.plays, airtime_ms = airtime_ms + excluded.airtime_ms,"
      " uncounted = uncounted + excluded.uncounted");
}

same_rows::~same_rows() {
  for (sqlite3_stmt* s : {record_, play_, count_, receipt_, tip_}) sqlite3_finalize(s);
  sqlite3_close(db_);
}

void same_rows::exec(const char* sql) {
  must(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr), db_);
}

sqlite3_stmt* same_rows::prepare(const char* sql) {
  sqlite3_stmt* s = nullptr;
  must(sqlite3_prepare_v2(db_, sql, -1, &s, nullptr), db_);
  return s;
}

void same_rows::insert_row(sqlite3_stmt* s, const row& r) {
  for (std::size_t i = 0; i < r.size(); ++i) {
    const int at = static_cast<int>(i) + 1;
    if (r[i].type == SQLITE_INTEGER) sqlite3_bind_int64(s, at, r[i].number);
    if (r[i].type == SQLITE_NULL) sqlite3_bind_null(s, at);
    if (r[i].type != SQLITE_TEXT) continue;
    sqlite3_bind_text(s, at, r[i].text.data(), static_cast<int>(r[i].text.size()), SQLITE_STATIC);
  }
  must(sqlite3_step(s), sqlite3_db_handle(s));
  sqlite3_reset(s);
}

void same_rows::insert(const std::vector<batch_rows>& all) {
  for (const batch_rows& b : all) {
    exec("BEGIN");
    if (which_ == tables::all)
      insert_row(tip_, {b.records.front()[0], b.records.back()[1], b.records.back()[2]});
    for (const row& r : b.records) insert_row(record_, r);
    if (which_ == tables::all) {
      for (const row& r : b.plays) insert_row(play_, r);
      insert_row(receipt_, b.receipt);
    }
    for (const row& r : b.counts) insert_row(count_, r);
    exec("COMMIT");
  }
}

}  // namespace bangtin::bench
