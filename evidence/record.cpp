#include "evidence/record.hpp"

#include <array>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"

// Writer and reader each walk the fields once. The writer writes the keys in the order of their bytes, which
// makes the line canonical. The reader parses any JSON, writes the parsed record again, and demands the same
// line: this last step refuses everything that the JSON parser tolerates.

namespace bangtin::evidence {

namespace {

constexpr std::size_t max_line_bytes = 16 * 1024;
// The maximum that a programme allows for the name of a media item, so that every play can be recorded.
constexpr std::size_t max_name_bytes = 4096;
constexpr std::size_t max_word_bytes = 128;
// About 30 years. Sums over many plays stay far below the limit of 64 bits.
constexpr std::int64_t max_ms = 1'000'000'000'000;

constexpr std::array<std::string_view, 6> type_names{"GENESIS", "BOOT", "CLOCK", "START", "END", "GAP"};
constexpr std::array<std::string_view, 3> outcome_names{"complete", "partial", "failed"};
constexpr std::array<std::string_view, 3> clock_names{"synced", "estimated", "unsynced"};

template <class E, std::size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

bool is_play(record_type t) {
  return t == record_type::start || t == record_type::end;
}
bool has_reason(record_type t) {
  return t == record_type::boot || t == record_type::clock || t == record_type::gap;
}

// Writes "key":value pairs between braces.
class line_writer {
 public:
  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(line_, value);
  }
  void number(std::string_view key, std::int64_t value) {
    name(key);
    line_ += std::to_string(value);
  }
  std::string finish() {
    line_ += '}';
    return std::move(line_);
  }

 private:
  void name(std::string_view key) {
    line_ += line_.empty() ? "{\"" : ",\"";
    line_ += key;
    line_ += "\":";
  }
  std::string line_;
};

error not_a_record(message why) {
  return {errc::invalid, std::move(why),
          msg("send each record exactly as it was first written; bring the two programs to one version")};
}

// A text without control characters, escaped ones included.
std::string clean_text(json_reader& f, std::string_view key, std::size_t max_bytes) {
  std::string text = f.text(key, max_bytes);
  if (!is_clean_utf8(text)) f.fail(not_a_record(msg("the record's \"{}\" is not clean text", key)));
  return text;
}

play_facts read_play(json_reader& f) {
  play_facts p;
  p.campaign = clean_text(f, "campaign", max_name_bytes);
  p.media = clean_text(f, "media", max_name_bytes);
  p.planned = milliseconds(f.integer("planned_ms", 0, max_ms));
  p.planned_start = from_unix_ms(f.integer("planned_start_ms", 0, largest_time_ms));
  p.play = f.integer("play", 1, largest_integer);
  std::optional<digest> programme = digest::from(f.text("programme", 64));
  if (!programme) f.fail(not_a_record(msg("the record's \"{}\" is not what it should be", "programme")));
  p.programme = programme.value_or(digest{});
  return p;
}

play_end read_end(json_reader& f) {
  play_end e;
  e.shown = milliseconds(f.integer("shown_ms", 0, max_ms));
  e.frames = f.integer("frames", 0, largest_integer);
  e.dropped = f.integer("dropped", 0, largest_integer);
  e.output = f.text("output", max_word_bytes);
  if (e.output != "connected" && e.output != "disconnected" && e.output != "unknown") {
    f.fail(not_a_record(msg("the record's \"{}\" is not what it should be", "output")));
  }
  std::optional<play_outcome> outcome = named<play_outcome>(outcome_names, f.text("outcome", max_word_bytes));
  if (!outcome) f.fail(not_a_record(msg("the record's \"{}\" is not what it should be", "outcome")));
  e.outcome = outcome.value_or(play_outcome::failed);
  e.reason = clean_text(f, "reason", max_word_bytes);
  return e;
}

record read_common(json_reader& f) {
  record r;
  r.log = f.text("log", 32);
  r.seq = f.integer("seq", 1, largest_integer);
  std::optional<record_type> type = named<record_type>(type_names, f.text("type", max_word_bytes));
  if (!type) f.fail(not_a_record(msg("the record's \"{}\" is not what it should be", "type")));
  r.type = type.value_or(record_type::boot);
  r.boot = clean_text(f, "boot", max_word_bytes);
  r.mono = milliseconds(f.integer("mono_ms", 0, largest_integer));
  r.utc = from_unix_ms(f.integer("utc_ms", 0, largest_time_ms));
  std::optional<clock_trust> clock = named<clock_trust>(clock_names, f.text("clock", max_word_bytes));
  if (!clock) f.fail(not_a_record(msg("the record's \"{}\" is not what it should be", "clock")));
  r.clock = clock.value_or(clock_trust::unsynced);
  if (std::optional<std::int64_t> bound = f.optional_integer("bound_ms", 0, max_ms)) {
    r.bound = milliseconds(*bound);
  }
  return r;
}

// Checks the rules between fields. Returns the name of the first wrong field, or an empty name.
std::string_view inconsistent(const record& r) {
  if (!is_log_name(r.log)) return "log";
  if ((r.type == record_type::genesis) != (r.seq == 1)) return "seq";
  if (r.bound && r.clock != clock_trust::estimated) return "bound_ms";
  if (r.type == record_type::genesis) {
    if (!is_one_line(r.screen)) return "screen";
    if (!r.cites.empty() && !is_lower_hex(r.cites, 64)) return "cites";
  }
  if (r.play) {
    if (r.end ? r.play->play >= r.seq : r.play->play != r.seq) return "play";
    if (r.play->media.empty()) return "media";
  }
  return {};
}

}  // namespace

std::string_view to_string(record_type t) {
  return type_names[static_cast<std::size_t>(t)];
}
std::string_view to_string(play_outcome o) {
  return outcome_names[static_cast<std::size_t>(o)];
}

std::string to_line(const record& r) {
  const play_facts play = r.play.value_or(play_facts{});
  const play_end end = r.end.value_or(play_end{});
  const bool plays = is_play(r.type);
  const bool ends = r.type == record_type::end;
  const bool begins_log = r.type == record_type::genesis;

  line_writer w;
  w.text("boot", r.boot);
  if (r.bound) w.number("bound_ms", r.bound->count());
  if (plays) w.text("campaign", play.campaign);
  if (begins_log) w.text("cites", r.cites);
  w.text("clock", clock_names[static_cast<std::size_t>(r.clock)]);
  if (ends) w.number("dropped", end.dropped);
  if (ends) w.number("frames", end.frames);
  w.text("log", r.log);
  if (r.type == record_type::gap) w.number("lost", r.lost);
  if (plays) w.text("media", play.media);
  w.number("mono_ms", r.mono.count());
  if (ends) w.text("outcome", to_string(end.outcome));
  if (ends) w.text("output", end.output);
  if (plays) w.number("planned_ms", play.planned.count());
  if (plays) w.number("planned_start_ms", to_unix_ms(play.planned_start));
  if (plays) w.number("play", play.play);
  if (plays) w.text("programme", play.programme.hex());
  if (ends) w.text("reason", end.reason);
  if (has_reason(r.type)) w.text("reason", r.reason);
  if (begins_log) w.text("screen", r.screen);
  w.number("seq", r.seq);
  if (r.type == record_type::clock && r.shift_ms) w.number("shift_ms", *r.shift_ms);
  if (ends) w.number("shown_ms", end.shown.count());
  w.text("type", to_string(r.type));
  w.number("utc_ms", to_unix_ms(r.utc));
  return w.finish();
}

result<record> from_line(std::string_view line) {
  if (line.size() > max_line_bytes) {
    return error{errc::limit, msg("a record is longer than {} bytes", max_line_bytes),
                 msg("shorten the names of the campaign and of the media item")};
  }
  if (!is_clean_utf8(line)) return not_a_record(msg("a record is not clean UTF-8 text"));
  result<json::value> parsed = parse_json(line);
  if (!parsed) return parsed.error();

  json_reader f(*parsed);
  record r = read_common(f);
  if (is_play(r.type)) r.play = read_play(f);
  if (r.type == record_type::end) r.end = read_end(f);
  if (has_reason(r.type)) r.reason = clean_text(f, "reason", max_word_bytes);
  if (r.type == record_type::gap) r.lost = f.integer("lost", 0, largest_integer);
  if (r.type == record_type::clock) {
    r.shift_ms = f.optional_integer("shift_ms", -largest_integer, largest_integer);
  }
  if (r.type == record_type::genesis) {
    r.screen = f.text("screen");
    r.cites = f.text("cites");
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  if (std::string_view wrong = inconsistent(r); !wrong.empty()) {
    return not_a_record(msg("the record's \"{}\" is not what it should be", wrong));
  }
  if (to_line(r) != line) return not_a_record(msg("the record is not written canonically"));
  return r;
}

}  // namespace bangtin::evidence
