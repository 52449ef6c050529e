#include "scheduler/ledger/sqlite/count_digests.hpp"

#include <cstring>

#include "scheduler/ledger/sqlite/play_rows.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

// A text in which no two keys agree: lengths stand before the texts.
constexpr const char* key_columns =
    "length(k.screen) || ':' || k.screen || length(k.venue) || ':' || k.venue || length(k.task) || ':' ||"
    " k.task || length(k.theme) || ':' || k.theme || length(k.campaign) || ':' || k.campaign ||"
    " length(k.media) || ':' || k.media || k.title";

bool has_table(const SQLite::Database& db, const char* name) {
  statement s(db, "SELECT 1 FROM sqlite_temp_schema WHERE name = :name");
  s.set(":name", std::string(name));
  return s.next();
}

// The finalizer of SplitMix64.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

void put(const SQLite::Database& db, std::int64_t day, std::uint64_t sum) {
  statement s(db, "INSERT OR REPLACE INTO temp.proven_days (day, sum) VALUES (:day, :sum)");
  s.set(":day", day);
  s.set(":sum", static_cast<std::int64_t>(sum));
  s.run();
}

void set_days(statement& s, std::chrono::local_days from, std::chrono::local_days to) {
  s.set(":from", from.time_since_epoch().count());
  s.set(":to", to.time_since_epoch().count());
}

}  // namespace

count_digests::count_digests() : secret_(random_hex(32)) {}

std::uint64_t count_digests::term(const std::string& key, std::int64_t day, std::int64_t hour,
                                  const std::string& reason, const evidence::count_values& v) const {
  const digest d = sha256(fmt::format("{}\n{}\n{}\n{}\n{}", secret_, day, hour, reason, key));
  std::array<std::uint64_t, 4> words{};
  std::memcpy(words.data(), d.value.data(), d.value.size());
  std::uint64_t sum = 0, place = 0;
  for (std::int64_t value :
       {v.plays, v.airtime_ms, v.partial, v.failed, v.uncertain_clock, v.uncounted, v.near_edge}) {
    const std::uint64_t factor = mixed(words[place % 4] + place * 0x9e3779b97f4a7c15);
    sum += static_cast<std::uint64_t>(value) * factor;
    ++place;
  }
  return sum;
}

count_digests::sums_by_day count_digests::of_rows(const SQLite::Database& db, std::chrono::local_days from,
                                                  std::chrono::local_days to) const {
  // Rows without a key count as rows of no screen: `reasons` reads them too.
  statement s(db, fmt::format("SELECT c.*, coalesce({}, '') AS name FROM main.play_counts AS c"
                              " LEFT JOIN main.play_keys AS k ON k.id = c.key"
                              " WHERE c.day >= :from AND c.day < :to",
                              key_columns));
  set_days(s, from, to);
  sums_by_day sums;
  while (s.next()) {
    const std::int64_t day = s.integer("day");
    sums[day] += term(s.text("name"), day, s.integer("hour"), s.text("reason"), values_of(s));
  }
  return sums;
}

void count_digests::set(const SQLite::Database& db, std::chrono::local_days from,
                        std::chrono::local_days to) {
  statement(db, "CREATE TABLE IF NOT EXISTS temp.proven_days (day INTEGER PRIMARY KEY, sum INTEGER NOT NULL)")
      .run();
  is_used_ = true;
  statement clear(db, "DELETE FROM temp.proven_days WHERE day >= :from AND day < :to");
  set_days(clear, from, to);
  clear.run();
  for (const auto& [day, sum] : of_rows(db, from, to)) put(db, day, sum);
}

void count_digests::confirm(const SQLite::Database& db) {
  statement(db, "CREATE TABLE IF NOT EXISTS temp.proven_days (day INTEGER PRIMARY KEY, sum INTEGER NOT NULL)")
      .run();
  is_used_ = true;
  statement(db, "CREATE TABLE IF NOT EXISTS temp.proven (whole INTEGER)").run();
}

void count_digests::add(const SQLite::Database& db, const count_changes& changes) {
  // A transaction that failed, or a new connection, has no table.
  if (!is_used_ || !has_table(db, "proven_days")) return;
  std::map<std::int64_t, std::string> names;
  sums_by_day sums;
  statement read(db, fmt::format("SELECT {} AS name FROM main.play_keys AS k WHERE k.id = :id", key_columns));
  for (const auto& [cell, values] : changes) {
    if (values == evidence::count_values()) continue;
    auto [name, is_new] = names.try_emplace(cell.key);
    if (is_new) {
      read.set(":id", cell.key);
      if (read.next()) name->second = read.text("name");
      read.again();
    }
    const std::int64_t day = cell.day.time_since_epoch().count();
    sums[day] += term(name->second, day, cell.hour, cell.reason, values);
  }
  statement before(db, "SELECT sum FROM temp.proven_days WHERE day = :day");
  for (const auto& [day, sum] : sums) {
    before.set(":day", day);
    const std::uint64_t old = before.next() ? static_cast<std::uint64_t>(before.integer("sum")) : 0;
    before.again();
    put(db, day, old + sum);
  }
}

std::optional<bool> count_digests::agree(const SQLite::Database& db, std::chrono::local_days from,
                                         std::chrono::local_days to) const {
  if (!is_used_ || !has_table(db, "proven")) return std::nullopt;
  sums_by_day rows = of_rows(db, from, to);
  statement s(db, "SELECT day, sum FROM temp.proven_days WHERE day >= :from AND day < :to");
  set_days(s, from, to);
  while (s.next()) {
    const std::int64_t day = s.integer("day");
    if (rows[day] != static_cast<std::uint64_t>(s.integer("sum"))) return false;
    rows.erase(day);
  }
  return rows.empty();
}

}  // namespace bangtin::scheduler::ledger::sqlite
