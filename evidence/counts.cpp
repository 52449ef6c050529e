#include "evidence/counts.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "base/text.hpp"
#include "evidence/output_rule.hpp"

// Every play goes into exactly one column: plays, partial or failed. A play that was shown but must not count
// (nobody knows of a connected display, or no approver had signed it) goes into `failed`, so that it stays
// visible.

namespace bangtin::evidence {

namespace {

struct column {
  std::string_view name;
  std::string count_key::*text;
};
// The CSV has all of them but the last.
constexpr std::array<column, 10> columns{{{"month", &count_key::month},
                                          {"day", &count_key::day},
                                          {"screen", &count_key::screen},
                                          {"venue", &count_key::venue},
                                          {"task", &count_key::task},
                                          {"theme", &count_key::theme},
                                          {"campaign", &count_key::campaign},
                                          {"media", &count_key::media},
                                          {"title", &count_key::title},
                                          {"hour", &count_key::hour}}};

constexpr auto written = std::span(columns).first<columns.size() - 1>();  // by the CSV
constexpr std::size_t max_usual_row_bytes = 4096;                         // of the CSV

// Writes rows of the CSV. They are sorted, so most fields are those of the row before.
class csv_row {
 public:
  void append(std::string& out, const count_key& key, const count_values& v) {
    for (std::size_t i = 0; i < written.size(); ++i) {
      const std::string& text = key.*written[i].text;
      if (text != last_[i].text) {
        last_[i].text = text;
        last_[i].field.clear();
        append_csv_field(last_[i].field, text);
        last_[i].field += ',';
      }
      out += last_[i].field;
    }
    char end = ',';
    auto number = [&](std::int64_t n) {
      const fmt::format_int digits(n);
      out.append(digits.data(), digits.size());
      out += end;
    };
    for (std::int64_t n : {v.plays, (v.airtime_ms + 500) / 1000, v.partial, v.failed, v.uncertain_clock}) {
      number(n);
    }
    end = '\r';
    number(v.uncounted);
    out += '\n';
  }

 private:
  struct last_field {
    std::string text, field = ",";
  };
  std::array<last_field, written.size()> last_;
};

// Whether the play was really visible, for any length of time, and approved.
bool is_valid_showing(const record& end, const play_context& context) {
  return end.end->frames >= 1 && output_counts(*end.end, context.unknown_output_counts) && context.approved;
}

// Its START was written, and the player was stopped before its first frame: nothing failed.
bool was_stopped_before(const record& end, const play_context& context) {
  return end.end->outcome == play_outcome::partial && end.end->reason == "stopped" && end.end->frames == 0 &&
         context.approved;
}

}  // namespace

void count_values::add(const count_values& other) {
  plays += other.plays;
  airtime_ms += other.airtime_ms;
  partial += other.partial;
  failed += other.failed;
  uncounted += other.uncounted;
  uncertain_clock += other.uncertain_clock;
  near_edge += other.near_edge;
}

void count_values::subtract(const count_values& other) {
  add({-other.plays, -other.airtime_ms, -other.partial, -other.failed, -other.uncertain_clock,
       -other.uncounted, -other.near_edge});
}

bool is_counted(const record& end, const play_context& context) {
  if (!end.play || !end.end || end.end->outcome != play_outcome::complete) return false;
  if (!is_valid_showing(end, context) || end.play->planned.count() <= 0) return false;
  return end.end->shown.count() * 100 >= end.play->planned.count() * 95;
}

counted_as outcome_of(const record& end, const play_context& context) {
  if (is_counted(end, context)) return counted_as::play;
  bool seen = end.end->outcome != play_outcome::failed && is_valid_showing(end, context);
  return was_stopped_before(end, context) || seen ? counted_as::partial : counted_as::failed;
}

count_values values_of(const record& start, const record& end, const play_context& context) {
  count_values values;
  switch (outcome_of(end, context)) {
    case counted_as::play:
      values.plays = 1;
      values.airtime_ms = end.end->shown.count();
      values.uncertain_clock = start.clock == clock_trust::synced ? 0 : 1;
      break;
    case counted_as::partial:
      values.partial = 1;
      break;
    case counted_as::failed:
      values.failed = 1;
      break;
  }
  return values;
}

void add_play(count_table& table, const std::string& screen, const record& start, const record& end,
              const play_context& context) {
  if (!start.play || !end.end) return;
  count_key key{
      context.day.substr(0, 7), context.day,       screen,       context.venue, context.task, context.theme,
      start.play->campaign,     start.play->media, context.title};
  table[std::move(key)].add(values_of(start, end, context));
}

count_table group_by(const count_table& table, const std::vector<std::string>& wanted) {
  count_table grouped;
  for (const auto& [key, values] : table) {
    count_key kept;
    for (const column& c : columns) {
      if (std::find(wanted.begin(), wanted.end(), c.name) != wanted.end()) kept.*c.text = key.*c.text;
    }
    grouped[std::move(kept)].add(values);
  }
  return grouped;
}

std::string to_csv(const count_table& table) {
  std::string out;
  (void)write_csv(table, [&](std::string_view piece) -> result<void> {
    out += piece;
    return {};
  });
  return out;
}

result<void> write_csv(const count_table& table, const std::function<result<void>(std::string_view)>& write) {
  std::string out = "\xEF\xBB\xBF";
  out.reserve(csv_piece_bytes + max_usual_row_bytes);
  for (const column& c : written) {
    out += c.name;
    out += ',';
  }
  out += "plays,airtime_s,partial,failed,uncertain_clock,uncounted\r\n";
  csv_row row;
  for (const auto& [key, v] : table) {
    row.append(out, key, v);
    if (out.size() < csv_piece_bytes) continue;
    if (result<void> done = write(out); !done) return done;
    out.clear();
  }
  return write(out);
}

}  // namespace bangtin::evidence
