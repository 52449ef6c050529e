// A row of the roll-up whose values are all 0 is deleted, so that the roll-up is the same whatever was added
// and subtracted before.
#include "scheduler/ledger/sqlite/play_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "playlists/programme/rfc3339.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

using evidence::count_key;
using evidence::count_values;

constexpr std::array<std::pair<const char*, std::string count_key::*>, 7> key_columns{
    {{"screen", &count_key::screen},
     {"venue", &count_key::venue},
     {"task", &count_key::task},
     {"theme", &count_key::theme},
     {"campaign", &count_key::campaign},
     {"media", &count_key::media},
     {"title", &count_key::title}}};

constexpr const char* value_columns =
    "plays, airtime_ms, partial, failed, uncertain_clock, uncounted, near_edge";
constexpr const char* sums =
    "sum(plays) AS plays, sum(airtime_ms) AS airtime_ms, sum(partial) AS partial, sum(failed) AS failed,"
    " sum(uncertain_clock) AS uncertain_clock, sum(uncounted) AS uncounted, sum(near_edge) AS near_edge";

template <class E>
E named(const statement& row, const char* column, E last) {
  std::int64_t value = row.integer(column);
  if (value < 0 || value > static_cast<std::int64_t>(last)) throw damaged(column);
  return static_cast<E>(value);
}

std::optional<milliseconds> span_if_any(const statement& row, const char* column) {
  return row.is_null(column) ? std::nullopt : std::optional(milliseconds(row.integer(column)));
}

std::vector<evidence::rules::placement::gap> gaps_from(std::string_view text) {
  std::vector<evidence::rules::placement::gap> gaps;
  auto number = [&](char after) {
    std::int64_t value = 0;
    auto [rest, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    if (bad != std::errc() || (!text.empty() && text.front() != after)) throw damaged("gaps");
    text.remove_prefix(std::min<std::size_t>(text.size(), 1));
    return milliseconds(value);
  };
  while (!text.empty()) {
    milliseconds from = number('-');
    gaps.push_back({from, number(' ')});
  }
  return gaps;
}

void set_values(statement& s, const count_values& v) {
  s.set(":plays", v.plays);
  s.set(":airtime_ms", v.airtime_ms);
  s.set(":partial", v.partial);
  s.set(":failed", v.failed);
  s.set(":uncertain_clock", v.uncertain_clock);
  s.set(":uncounted", v.uncounted);
  s.set(":near_edge", v.near_edge);
}

void set_cell(statement& s, const count_cell& c) {
  s.set(":day", c.day.time_since_epoch().count());
  s.set(":hour", std::int64_t{c.hour});
  s.set(":key", c.key);
  s.set(":reason", c.reason);
}

// Of a day that nobody can mean, the nearest that has a text.
std::string day_text(const statement& row) {
  constexpr std::int64_t last_day = 2'932'896;  // 9999-12-31
  return playlists::programme::to_date_text(
      day_from(std::clamp<std::int64_t>(row.integer("day"), 0, last_day)));
}

std::string hour_text(const statement& row) {
  return fmt::format("{:02}", row.integer("hour"));
}

bool has(const std::vector<std::string>& columns, std::string_view name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

}  // namespace

count_values values_of(const statement& row) {
  return {row.integer("plays"),    row.integer("airtime_ms"),      row.integer("partial"),
          row.integer("failed"),   row.integer("uncertain_clock"), row.integer("uncounted"),
          row.integer("near_edge")};
}

judged_boot boot_of(const statement& row) {
  judged_boot b;
  b.id = row.integer("id");
  b.log = row.integer("log");
  b.name = row.text("boot");
  b.first_seq = row.integer("first_seq");
  b.clock = {named(row, "trust", clock_trust::unsynced), milliseconds(row.integer("offset_ms")),
             span_if_any(row, "bound_ms")};
  b.placed = {span_if_any(row, "placed_ms").value_or(milliseconds()), gaps_from(row.text("gaps"))};
  return b;
}

std::string gaps_text(const evidence::rules::placement& p) {
  std::string text;
  for (const auto& gap : p.gaps) {
    if (!text.empty()) text += ' ';
    fmt::format_to(std::back_inserter(text), "{}-{}", gap.from.count(), gap.to.count());
  }
  return text;
}

judged_play play_of(const statement& row) {
  judged_play p;
  p.log = row.integer("log");
  p.seq = row.integer("seq");
  p.end_seq = row.integer("end_seq");
  p.boot = row.integer("boot");
  p.screen = row.integer("screen");
  p.at = {row.time("at"), named(row, "trust", clock_trust::unsynced), span_if_any(row, "bound_ms")};
  p.mono = milliseconds(row.integer("mono"));
  p.until = milliseconds(row.integer("until_ms"));
  p.shown = milliseconds(row.integer("shown_ms"));
  p.received = row.time("received");
  p.vouched = row.flag("vouched");
  p.ended = row.time("ended");
  p.fits_in_boot = row.flag("fits");
  p.verdict = {named(row, "col", evidence::rules::column::uncounted), row.text("reason")};
  p.claim.from = row.time("shown_from");
  p.claim.to = row.time("shown_to");
  p.claim.slot = row.time("slot");
  p.claim.what = static_cast<std::uint64_t>(row.integer("what"));
  p.claim.counts = p.claim.from < p.claim.to && p.verdict.where == evidence::rules::column::plays;
  p.clash = row.text("clash");
  p.uncertain = row.flag("uncertain");
  p.near_edge = row.flag("near_edge");
  p.day = day_from(row.integer("day"));
  p.hour = row.small("hour");
  p.key = row.integer("key");
  return p;
}

void set_key(statement& s, const count_key& key) {
  for (const auto& [name, text] : key_columns) s.set((":" + std::string(name)).c_str(), key.*text);
}

const char* const insert_play =
    "INSERT OR REPLACE INTO {}.plays (log, seq, end_seq, boot, screen, at, trust, bound_ms, mono, shown_ms,"
    " received, vouched, ended, fits, shown_from, shown_to, slot, what, col, reason, clash, uncertain, "
    "near_edge, day, hour, key, until_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_play(SQLite::Statement& s, const judged_play& p) {
  int i = 0;
  auto number = [&](std::int64_t value) { s.bind(++i, value); };
  for (std::int64_t value : {p.log, p.seq, p.end_seq, p.boot, p.screen, to_unix_ms(p.at.at)}) number(value);
  number(static_cast<std::int64_t>(p.at.trust));
  if (p.at.bound) {
    number(p.at.bound->count());
  } else {
    s.bind(++i);
  }
  number(p.mono.count());
  number(p.shown.count());
  number(to_unix_ms(p.received));
  number(p.vouched);
  number(to_unix_ms(p.ended));
  number(p.fits_in_boot);
  for (utc_ms t : {p.claim.from, p.claim.to, p.claim.slot}) number(to_unix_ms(t));
  number(static_cast<std::int64_t>(p.claim.what));
  number(static_cast<std::int64_t>(p.verdict.where));
  s.bindNoCopy(++i, p.verdict.reason);
  s.bindNoCopy(++i, p.clash);
  number(p.uncertain);
  number(p.near_edge);
  number(p.day.time_since_epoch().count());
  number(p.hour);
  number(p.key);
  number(p.until.count());
}

void add_changes(statement_cache& prepared, const std::string& schema, const count_changes& changes) {
  statement add(
      prepared,
      fmt::format("INSERT INTO {}.play_counts (day, hour, key, reason, plays, airtime_ms, partial,"
                  " failed, uncertain_clock, uncounted, near_edge) VALUES (:day, :hour, :key,"
                  " :reason, :plays, :airtime_ms, :partial, :failed, :uncertain_clock, :uncounted,"
                  " :near_edge) ON CONFLICT DO UPDATE SET plays = plays + :plays,"
                  " airtime_ms = airtime_ms + :airtime_ms, partial = partial + :partial,"
                  " failed = failed + :failed, uncertain_clock = uncertain_clock + :uncertain_clock,"
                  " uncounted = uncounted + :uncounted, near_edge = near_edge + :near_edge",
                  schema));
  statement clear(prepared,
                  fmt::format("DELETE FROM {}.play_counts WHERE day = :day AND hour = :hour AND key = :key"
                              " AND reason = :reason AND plays = 0 AND partial = 0 AND failed = 0"
                              " AND uncounted = 0",
                              schema));
  for (const auto& [cell, values] : changes) {
    if (values == count_values()) continue;
    set_cell(add, cell);
    set_values(add, values);
    add.run();
    add.again();
    if (values.plays >= 0 && values.partial >= 0 && values.failed >= 0 && values.uncounted >= 0) continue;
    set_cell(clear, cell);
    clear.run();
    clear.again();
  }
}

evidence::count_table counts_in(const SQLite::Database& db, const std::string& schema,
                                std::chrono::local_days from, std::chrono::local_days to,
                                const std::vector<std::string>& columns) {
  bool by_day = has(columns, "day") || has(columns, "month");
  std::string grouping;
  auto group = [&](std::string_view name) { grouping += (grouping.empty() ? "" : ", ") + std::string(name); };
  if (by_day) group("day");
  if (has(columns, "hour")) group("hour");
  for (const auto& [name, text] : key_columns) {
    if (has(columns, name)) group(name);
  }
  // The roll-up is summed by its own key first: the few sums then meet their texts.
  std::string inner = std::string(by_day ? "day, " : "") + (has(columns, "hour") ? "hour, " : "") + "key";
  statement s(db,
              fmt::format("SELECT {0}{1} {2} FROM (SELECT {3}, {2} FROM {4}.play_counts WHERE day >= :from"
                          " AND day < :to GROUP BY {3}) AS c JOIN {4}.play_keys AS k ON k.id = c.key {5} {0}",
                          grouping, grouping.empty() ? "" : ",", sums, inner, schema,
                          grouping.empty() ? "" : "GROUP BY"));
  s.set(":from", from.time_since_epoch().count());
  s.set(":to", to.time_since_epoch().count());
  evidence::count_table table;
  while (s.next()) {
    if (s.is_null("plays")) break;  // nothing to sum
    count_key key;
    if (by_day && has(columns, "day")) key.day = day_text(s);
    if (has(columns, "month")) key.month = day_text(s).substr(0, 7);
    if (has(columns, "hour")) key.hour = hour_text(s);
    for (const auto& [name, text] : key_columns) {
      if (has(columns, name)) key.*text = s.text(name);
    }
    table[std::move(key)].add(values_of(s));
  }
  return table;
}

namespace {

constexpr const char* one_side =
    "SELECT c.day AS day, c.hour AS hour, c.reason AS reason, k.screen AS screen, k.venue AS venue,"
    " k.task AS task, k.theme AS theme, k.campaign AS campaign, k.media AS media, k.title AS title,"
    " plays, airtime_ms, partial, failed, uncertain_clock, uncounted, near_edge"
    " FROM {0}.play_counts AS c JOIN {0}.play_keys AS k ON k.id = c.key"
    " WHERE c.day >= :from AND c.day < :to";

using rows_by_key = std::map<std::pair<count_key, std::string>, count_values>;

rows_by_key only_in(const SQLite::Database& db, const std::string& one, const std::string& other,
                    std::chrono::local_days from, std::chrono::local_days to, int max) {
  statement s(db, fmt::format(fmt::runtime(one_side), one) + " EXCEPT " +
                      fmt::format(fmt::runtime(one_side), other) + " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10" +
                      " LIMIT " + std::to_string(max));
  s.set(":from", from.time_since_epoch().count());
  s.set(":to", to.time_since_epoch().count());
  rows_by_key rows;
  while (s.next()) {
    count_key key;
    key.day = day_text(s);
    key.month = key.day.substr(0, 7);
    key.hour = hour_text(s);
    for (const auto& [name, text] : key_columns) key.*text = s.text(name);
    rows[{key, s.text("reason")}] = values_of(s);
  }
  return rows;
}

}  // namespace

std::optional<std::chrono::local_days> next_counted_day_in(const SQLite::Database& db,
                                                           std::chrono::local_days from) {
  statement s(db,
              "SELECT min(day) AS day FROM (SELECT min(day) AS day FROM main.play_counts WHERE day >= :from"
              " UNION ALL SELECT min(day) FROM temp.play_counts WHERE day >= :from)");
  s.set(":from", from.time_since_epoch().count());
  if (!s.next() || s.is_null("day")) return std::nullopt;
  return day_from(s.integer("day"));
}

std::int64_t adopt_rows(SQLite::Database& db, std::chrono::local_days from, std::chrono::local_days to) {
  db.exec(
      "DROP TABLE IF EXISTS temp.adopted;"
      "INSERT OR IGNORE INTO main.play_keys (screen, venue, task, theme, campaign, media, title)"
      " SELECT screen, venue, task, theme, campaign, media, title FROM temp.play_keys");
  statement make(db,
                 fmt::format("CREATE TABLE temp.adopted AS SELECT c.day AS day, c.hour AS hour, m.id AS key,"
                             " c.reason AS reason, {0} FROM temp.play_counts AS c"
                             " JOIN temp.play_keys AS k ON k.id = c.key"
                             " JOIN main.play_keys AS m ON m.screen = k.screen AND m.venue = k.venue"
                             " AND m.task = k.task AND m.theme = k.theme AND m.campaign = k.campaign"
                             " AND m.media = k.media AND m.title = k.title"
                             " WHERE c.day >= {1} AND c.day < {2}",
                             value_columns, from.time_since_epoch().count(), to.time_since_epoch().count()));
  make.run();
  const std::string columns = fmt::format("day, hour, key, reason, {}", value_columns);
  statement clear(db, fmt::format("DELETE FROM main.play_counts WHERE day >= :from AND day < :to"
                                  " AND ({0}) NOT IN (SELECT {0} FROM temp.adopted)",
                                  columns));
  clear.set(":from", from.time_since_epoch().count());
  clear.set(":to", to.time_since_epoch().count());
  const int removed = clear.run();
  const int added = statement(db, fmt::format("INSERT OR IGNORE INTO main.play_counts ({0})"
                                              " SELECT {0} FROM temp.adopted",
                                              columns))
                        .run();
  db.exec("DROP TABLE temp.adopted");
  return std::int64_t{removed} + added;
}

std::vector<count_difference> differences_in(const SQLite::Database& db, std::chrono::local_days from,
                                             std::chrono::local_days to, int max) {
  std::map<std::pair<count_key, std::string>, count_difference> found;
  for (const auto& [key, values] : only_in(db, "main", "temp", from, to, max)) found[key].stored = values;
  for (const auto& [key, values] : only_in(db, "temp", "main", from, to, max)) found[key].recounted = values;
  std::vector<count_difference> all;
  for (auto& [key, difference] : found) {
    difference.key = key.first;
    difference.reason = key.second;
    all.push_back(std::move(difference));
  }
  return all;
}

void drop_recount(SQLite::Database& db) {
  for (const char* table : {"judged_logs", "judged_boots", "judged_screens", "play_keys", "plays",
                            "fork_starts", "play_counts"}) {
    db.exec(std::string("DROP TABLE IF EXISTS temp.") + table);
  }
}

}  // namespace bangtin::scheduler::ledger::sqlite
