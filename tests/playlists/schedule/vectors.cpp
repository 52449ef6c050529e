// Reads a .slots file line by line. `repeat` stores where in the day's list its block begins; `end` appends
// copies of the block, shifted by its length.
#include "playlists/schedule/vectors.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::playlists::testing {

namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const fs::path folder = BANGTIN_SOURCE_DIR "/tests/vectors";

std::string whole_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class reader {
 public:
  reader(const programme::programme& p, const fs::path& path) : p_(p), path_(path) {}

  std::vector<told_day> read() {
    std::istringstream lines(whole_file(path_));
    for (std::string line; std::getline(lines, line);) {
      ++line_;
      std::istringstream in(line);
      std::vector<std::string> words;
      for (std::string word; in >> word && word[0] != '#';) words.push_back(word);
      if (!words.empty()) take(words);
    }
    if (block_) refuse("a block without `end`");
    return days_;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw std::runtime_error(path_.string() + ":" + std::to_string(line_) + ": " + what);
  }

  void take(const std::vector<std::string>& w) {
    if (w[0] == "screen" && w.size() == 2) {
      screen_ = w[1];
    } else if (w[0] == "day" && w.size() == 2) {
      begin_day(w[1]);
    } else if (days_.empty()) {
      refuse("`day` is missing");
    } else if (w[0] == "closed" && w.size() == 1) {
      if (!today().slots.empty()) refuse("`closed` after a slot");
    } else if (w[0] == "...") {
      today().whole = false;
    } else if (w[0] == "repeat" && w.size() > 1) {
      if (block_) refuse("a block within a block");
      block_ = today().slots.size();
      repeat_.assign(w.begin() + 1, w.end());
    } else if (w[0] == "end" && block_) {
      repeat(std::exchange(block_, std::nullopt).value(), repeat_);
    } else {
      take_slot(w);
    }
  }

  void begin_day(const std::string& text) {
    std::optional<programme::calendar_date> d = programme::parse_date(text);
    if (!d) refuse("not a date: " + text);
    programme::local_day day(std::chrono::year_month_day(std::chrono::year(d->year),
                                                         std::chrono::month(unsigned(d->month)),
                                                         std::chrono::day(unsigned(d->day))));
    days_.push_back({screen_.empty() ? p_.screens.at(0).name : screen_, text, day, {}, true});
  }

  told_day& today() { return days_.back(); }

  void take_slot(const std::vector<std::string>& w) {
    bool slate = w.size() >= 3 && w[2] == "slate";
    std::size_t words = slate ? 3 : 4;
    if (w.size() < words) refuse("FROM TO WHO REASON expected");
    told_slot s{instant(w[0]), instant(w[1]), w[2], slate ? "slate" : w[3]};
    if (s.to <= s.from) refuse("it ends before it begins");
    today().slots.push_back(s);
    if (w.size() > words) repeat(today().slots.size() - 1, {w.begin() + words, w.end()});
  }

  // `how` is "x3" or "3", or "until" and a time.
  void repeat(std::size_t first, const std::vector<std::string>& how) {
    std::vector<told_slot>& slots = today().slots;
    if (first >= slots.size()) refuse("nothing to repeat");
    std::vector<told_slot> block(slots.begin() + first, slots.end());
    milliseconds length = block.back().to - block.front().from;
    std::int64_t times = 0;
    if (how.size() == 2 && how[0] == "until") {
      milliseconds all = instant(how[1]) - block.front().from;
      if (all % length != milliseconds(0)) refuse("does not come out even");
      times = all / length;
    } else if (how.size() == 1) {
      times = std::atoi(how[0].c_str() + (how[0][0] == 'x' ? 1 : 0));
    }
    if (times < 1 || times > 100'000) refuse("how often?");
    for (std::int64_t i = 1; i < times; ++i) {
      for (told_slot s : block) {
        s.from += i * length;
        s.to += i * length;
        slots.push_back(s);
      }
    }
  }

  // 07:00:00, 07:00:00.500, 07:00:00+07:00, 24:00:00.
  utc_ms instant(const std::string& text) const {
    int h = 0, m = 0, s = 0, used = 0;
    if (std::sscanf(text.c_str(), "%2d:%2d:%2d%n", &h, &m, &s, &used) != 3) refuse("not a time: " + text);
    milliseconds wall = hours(h) + minutes(m) + seconds(s);
    std::string rest = text.substr(static_cast<std::size_t>(used));
    int ms = 0;
    if (std::sscanf(rest.c_str(), ".%3d%n", &ms, &used) == 1) {
      wall += milliseconds(ms);
      rest.erase(0, static_cast<std::size_t>(used));
    }
    programme::instant_range today = schedule::range_of(p_, days_.back().day);
    char sign = 0;
    if (std::sscanf(rest.c_str(), "%c%2d:%2d", &sign, &h, &m) == 3) {
      milliseconds offset = hours(h) + minutes(m);
      return utc_ms(days_.back().day.time_since_epoch() + wall - (sign == '-' ? -offset : offset));
    }
    if (!rest.empty()) refuse("not a time: " + text);
    if (today.to - today.from != hours(24)) refuse("clocks are changed on that day: say the offset");
    return today.from + wall;
  }

  const programme::programme& p_;
  const fs::path path_;
  int line_ = 0;
  std::string screen_;
  std::vector<told_day> days_;
  std::optional<std::size_t> block_;
  std::vector<std::string> repeat_;
};

std::string shown(const programme::programme& p, const told_day& d, utc_ms t) {
  programme::instant_range today = schedule::range_of(p, d.day);
  std::string whole = schedule::to_local_rfc3339(p, t), text = whole.substr(11, 12);
  if (t == today.to && today.to - today.from == hours(24)) text = "24:00:00.000";
  if (text.ends_with(".000")) text.resize(8);
  return today.to - today.from == hours(24) ? text : text + whole.substr(23);
}

std::string shown(const programme::programme& p, const told_day& d, const told_slot& s) {
  std::string text = shown(p, d, s.from) + " " + shown(p, d, s.to) + " " + s.who;
  return s.who == "slate" ? text : text + " " + s.reason;
}

bool agree(const told_slot& expected, const told_slot& actual) {
  std::string who = actual.who;
  if (expected.who.ends_with("#?")) who = who.substr(0, who.find('#')) + "#?";
  return expected.from == actual.from && expected.to == actual.to && expected.who == who &&
         expected.reason == actual.reason;
}

// Three slots before the first difference and five from there on; the differing ones from both lists.
std::string parting(const programme::programme& p, const told_day& d, const std::vector<told_slot>& actual) {
  std::size_t at = 0;
  while (at < actual.size() && at < d.slots.size() && agree(d.slots[at], actual[at])) ++at;
  bool short_of = at < d.slots.size(), too_many = d.whole && at < actual.size();
  if (!short_of && !too_many) return "";
  std::string text =
      d.screen + " " + d.date + ", slot " + std::to_string(at) + " (- expected, + computed):\n";
  for (std::size_t i = at - std::min<std::size_t>(at, 3); i < at; ++i) {
    text += "  " + shown(p, d, actual[i]) + "\n";
  }
  for (std::size_t i = at; i < std::min(at + 5, d.slots.size()); ++i) {
    text += "- " + shown(p, d, d.slots[i]) + "\n";
  }
  for (std::size_t i = at; i < std::min(at + 5, actual.size()); ++i) {
    text += "+ " + shown(p, d, actual[i]) + "\n";
  }
  return text;
}

}  // namespace

std::vector<std::string> told_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

told_case read_told(const std::string& name) {
  told_case c{name, folder / (name + ".toml"), {}, {}};
  text::parsed_text parsed = text::parse_text(whole_file(c.file), text::media_facts::from_text);
  if (!parsed.diagnostics.empty()) {
    throw std::runtime_error(describe(text::as_error(parsed.diagnostics, c.file.string())));
  }
  c.p = parsed.value;
  if (auto wrong = text::check_references(c.p)) throw std::runtime_error(describe(*wrong));
  c.days = reader(c.p, folder / (name + ".slots")).read();
  if (c.days.empty()) throw std::runtime_error(name + ".slots says nothing");
  return c;
}

std::vector<told_slot> as_told(const programme::programme& p, const std::vector<schedule::slot>& slots) {
  static const std::map<schedule::slot_reason, std::string> reasons{{schedule::slot_reason::share, "share"},
                                                                    {schedule::slot_reason::every, "every"},
                                                                    {schedule::slot_reason::slate, "slate"}};
  std::vector<told_slot> told;
  for (const schedule::slot& s : slots) {
    std::string who = "slate";
    if (s.campaign >= 0) {
      who = p.campaigns.at(static_cast<std::size_t>(s.campaign)).name + "#" + std::to_string(s.item);
      if (s.page != 0) who += "." + std::to_string(s.page);
    }
    told.push_back({s.from, s.to, who, reasons.at(s.reason)});
  }
  return told;
}

std::string difference(const told_case& c, const told_day& expected, const std::vector<told_slot>& actual) {
  std::string text = parting(c.p, expected, actual);
  if (!text.empty()) return c.name + ": " + text;
  for (const programme::campaign& one : c.p.campaigns) {
    std::size_t n = c.p.find_playlist(one.playlist)->items.size();
    if (one.order != programme::item_order::shuffle || n == 1) continue;
    std::vector<std::string> order;
    for (const told_slot& s : actual) {
      if (s.who.starts_with(one.name + "#")) order.push_back(s.who);
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i > 0 && order[i] == order[i - 1]) return c.name + ": " + order[i] + " follows itself\n";
      if (i % n == 0 && i + n <= order.size() &&
          std::set(order.begin() + i, order.begin() + i + n).size() < n) {
        return c.name + ": a cycle is not a permutation\n";
      }
    }
  }
  return "";
}

}  // namespace bangtin::playlists::testing
