// The fast pass knows the canonical order of the keys and gives up at the first byte that it does not expect:
// an escape, an unusual number, a value out of range. Giving up costs only time, since from_line decides.
#include "evidence/record_reader.hpp"

#include <cstring>

#include "base/text.hpp"
#include "evidence/note_text.hpp"

namespace bangtin::evidence {

namespace {

constexpr std::int64_t max_ms = 1'000'000'000'000;
constexpr std::size_t max_name_bytes = 4096;
constexpr std::size_t max_word_bytes = 128;
constexpr std::size_t max_fast_bytes = 8 * 1024;

class cursor {
 public:
  explicit cursor(std::string_view line) : at_(line.data()), end_(line.data() + line.size()) {}

  bool is(std::string_view text) const {
    return static_cast<std::size_t>(end_ - at_) >= text.size() &&
           std::memcmp(at_, text.data(), text.size()) == 0;
  }
  bool take(std::string_view text) {
    if (!is(text)) return false;
    at_ += text.size();
    return true;
  }
  // A string without escapes, up to its closing quote.
  bool text(std::string_view& value, std::size_t max_bytes) {
    const char* begin = at_;
    bool wide = false;  // a byte beyond ASCII
    while (at_ != end_ && *at_ != '"') {
      auto c = static_cast<unsigned char>(*at_);
      if (c < 0x20 || c == '\\' || c == 0x7F) return false;
      wide = wide || c >= 0x80;
      ++at_;
    }
    if (at_ == end_) return false;
    value = {begin, static_cast<std::size_t>(at_ - begin)};
    ++at_;
    return value.size() <= max_bytes && (!wide || is_clean_utf8(value));
  }
  // A number without sign, from `min` to `max`.
  bool number(std::int64_t& value, std::int64_t min, std::int64_t max) {
    const char* begin = at_;
    std::int64_t n = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - begin < 17) n = n * 10 + (*at_++ - '0');
    if (at_ == begin || at_ - begin > 16 || (*begin == '0' && at_ - begin > 1)) return false;
    value = n;
    return n >= min && n <= max;
  }
  bool at_end() const { return at_ == end_; }

 private:
  const char* at_;
  const char* end_;
};

bool read_clock(cursor& c, clock_trust& clock) {
  if (c.take("synced\"")) {
    clock = clock_trust::synced;
  } else if (c.take("estimated\"")) {
    clock = clock_trust::estimated;
  } else if (c.take("unsynced\"")) {
    clock = clock_trust::unsynced;
  } else {
    return false;
  }
  return true;
}

bool read_outcome(cursor& c, play_outcome& o) {
  if (c.take("complete\"")) {
    o = play_outcome::complete;
  } else if (c.take("partial\"")) {
    o = play_outcome::partial;
  } else if (c.take("failed\"")) {
    o = play_outcome::failed;
  } else {
    return false;
  }
  return true;
}

bool named(cursor& c, std::string_view key, std::string& value, std::size_t max_bytes) {
  std::string_view text;
  if (!c.take(key) || !c.text(text, max_bytes)) return false;
  value.assign(text);
  return true;
}
bool numbered(cursor& c, std::string_view key, std::int64_t& value, std::int64_t min, std::int64_t max) {
  return c.take(key) && c.number(value, min, max);
}
bool timed(cursor& c, std::string_view key, milliseconds& value, std::int64_t max) {
  std::int64_t n = 0;
  if (!numbered(c, key, n, 0, max)) return false;
  value = milliseconds(n);
  return true;
}
bool dated(cursor& c, std::string_view key, utc_ms& value) {
  std::int64_t n = 0;
  if (!numbered(c, key, n, 0, largest_time_ms)) return false;
  value = from_unix_ms(n);
  return true;
}

bool read_bound(cursor& c, record& r) {
  r.bound.reset();
  if (!c.is(",\"bound_ms\":")) return true;
  return timed(c, ",\"bound_ms\":", r.bound.emplace(), max_ms);
}

bool read_programme(cursor& c, digest& programme) {
  std::string_view hex;
  if (!c.take(",\"programme\":\"") || !c.text(hex, 64) || !is_lower_hex(hex, 64)) return false;
  return from_hex(hex, programme.value);
}

// What stands between `frames` and `planned_ms` in both types, and in END alone.
bool read_middle(cursor& c, record& r, play_facts& p, bool ends) {
  bool read = named(c, ",\"log\":\"", r.log, 32) && named(c, ",\"media\":\"", p.media, max_name_bytes) &&
              timed(c, ",\"mono_ms\":", r.mono, largest_integer);
  if (!read || !ends) return read;
  play_end& e = *r.end;
  return c.take(",\"outcome\":\"") && read_outcome(c, e.outcome) &&
         named(c, ",\"output\":\"", e.output, max_word_bytes);
}

bool read_rest(cursor& c, record& r, play_facts& p, bool ends) {
  if (!timed(c, ",\"planned_ms\":", p.planned, max_ms) ||
      !dated(c, ",\"planned_start_ms\":", p.planned_start) ||
      !numbered(c, ",\"play\":", p.play, 1, largest_integer) || !read_programme(c, p.programme)) {
    return false;
  }
  if (ends && !named(c, ",\"reason\":\"", r.end->reason, max_word_bytes)) return false;
  if (!numbered(c, ",\"seq\":", r.seq, 2, largest_integer)) return false;
  if (ends && !timed(c, ",\"shown_ms\":", r.end->shown, max_ms)) return false;
  r.type = ends ? record_type::end : record_type::start;
  return c.take(ends ? ",\"type\":\"END\"" : ",\"type\":\"START\"") && dated(c, ",\"utc_ms\":", r.utc) &&
         c.take("}") && c.at_end();
}

bool is_consistent(const record& r) {
  if (!is_log_name(r.log) || r.play->media.empty()) return false;
  if (r.bound && r.clock != clock_trust::estimated) return false;
  if (!r.end) return r.play->play == r.seq;
  const std::string& output = r.end->output;
  return r.play->play < r.seq && (output == "connected" || output == "disconnected" || output == "unknown");
}

// START or END, read in one pass. False: not this way.
bool read_play_fast(std::string_view line, record& r) {
  if (line.size() > max_fast_bytes) return false;
  cursor c(line);
  if (!r.play) r.play.emplace();
  if (!named(c, "{\"boot\":\"", r.boot, max_word_bytes) || !read_bound(c, r) ||
      !named(c, ",\"campaign\":\"", r.play->campaign, max_name_bytes) || !c.take(",\"clock\":\"") ||
      !read_clock(c, r.clock)) {
    return false;
  }
  const bool ends = c.is(",\"dropped\":");
  if (!ends) r.end.reset();
  if (ends && !r.end) r.end.emplace();
  if (ends && (!numbered(c, ",\"dropped\":", r.end->dropped, 0, largest_integer) ||
               !numbered(c, ",\"frames\":", r.end->frames, 0, largest_integer))) {
    return false;
  }
  if (!read_middle(c, r, *r.play, ends) || !read_rest(c, r, *r.play, ends) || !is_consistent(r)) return false;
  r.screen.clear();
  r.cites.clear();
  r.lost = 0;
  r.shift_ms.reset();
  return true;
}

}  // namespace

result<void> read_record(std::string_view line, record& r) {
  r.reason.clear();
  if (read_play_fast(line, r)) return {};
  result<record> read = from_line(line);
  if (!read) return read.error();
  r = std::move(*read);
  return {};
}

}  // namespace bangtin::evidence
