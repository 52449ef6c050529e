// Splits the text into parts and reads each by its row of a table; at the end it checks the parts together.
// The first error ends it. Numbers become bits, so that a list may repeat a number and a long list costs no
// more than a short one.
#include "playlists/schedule/recurrence_text.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::playlists::schedule {

namespace {

using finding = std::optional<error>;

constexpr std::array<std::string_view, 7> weekday_names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::array<std::string_view, 4> frequency_names{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 3> finer_names{"SECONDLY", "MINUTELY", "HOURLY"};

error bad(message what, message remedy, errc code = errc::invalid) {
  return {code, std::move(what), std::move(remedy)};
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  return printable(cut_at_character(text, most));
}

error bad_value(std::string_view name, std::string_view value, message remedy) {
  return bad(msg("\"{}\" is not a possible value of {}", shown(value), name), std::move(remedy));
}

error finer_than_a_day(std::string_view part) {
  return bad(
      msg("{} is finer than a day, and an rrule says days", shown(part)),
      msg("choose days with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, and write the times of day in `hours`"),
      errc::unsupported);
}

template <std::size_t N>
std::optional<std::size_t> index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

// Digits only, 1 to `most`.
std::optional<std::int64_t> number(std::string_view text, std::int64_t most) {
  std::int64_t n = 0;
  if (text.empty() || text.size() > 10) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n >= 1 && n <= most ? std::optional(n) : std::nullopt;
}

// Removes a sign from the front. Returns whether to count from the end.
bool take_sign(std::string_view& text) {
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  return minus;
}

// Removes and returns the text up to the separator, and drops the separator. Without a separator it returns
// the whole text and leaves `rest` without a data pointer.
std::string_view take_until(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  std::string_view taken = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return taken;
}

// Calls f(element) for each element of a comma-separated list, until f rejects one.
template <class F>
finding each(std::string_view list, F f) {
  for (;;) {
    if (auto e = f(take_until(list, ','))) return e;
    if (list.data() == nullptr) return std::nullopt;
  }
}

std::optional<programme::calendar_date> date_of(std::string_view digits) {
  auto year = number(digits.substr(0, 4), 9999), month = number(digits.substr(4, 2), 12),
       day = number(digits.substr(6, 2), 31);
  if (!year || !month || !day) return std::nullopt;
  programme::calendar_date date{static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)};
  // Any year: a rule that ended before our calendar begins has ended, and is no mistake in writing.
  bool exists = std::chrono::year_month_day(std::chrono::year(date.year) / date.month / date.day).ok();
  return exists ? std::optional(date) : std::nullopt;
}

programme::local_day as_day(const programme::calendar_date& d) {
  return programme::local_day(std::chrono::year(d.year) / d.month / d.day);
}

// THHMMSS; a leap second is allowed.
std::optional<milliseconds> time_of(std::string_view text) {
  if (!text.starts_with('T')) return std::nullopt;
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (char c : text.substr(1 + 2 * i, 2)) {
      if (c < '0' || c > '9') return std::nullopt;
      parts[i] = parts[i] * 10 + (c - '0');
    }
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

class rule_reader {
 public:
  result<rule_parts> read(std::string_view text) {
    if (text.starts_with("RRULE:")) text.remove_prefix(6);
    while (text.data() != nullptr && !text.empty()) {
      std::string_view part = take_until(text, ';');
      const bool more = text.data() != nullptr;
      if (auto e = one_part(part)) return *e;
      if (more && text.empty()) return *not_a_part("");
    }
    if (auto e = together()) return *e;
    return parts_;
  }

 private:
  struct row {
    std::string_view name;
    finding (rule_reader::*read)(std::string_view value);
  };
  static constexpr std::size_t row_count = 16;
  static const std::array<row, row_count> rows;

  static finding not_a_part(std::string_view part) {
    return bad(msg("\"{}\" is not a part of an rrule", shown(part)),
               msg("write parts such as FREQ=MONTHLY;BYDAY=1MO, with semicolons between them and no spaces"));
  }

  finding one_part(std::string_view part) {
    std::string_view value = part;
    name_ = take_until(value, '=');
    auto found = std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.name == name_; });
    if (value.data() == nullptr || found == rows.end()) return not_a_part(part);
    const auto index = static_cast<std::size_t>(found - rows.begin());
    if (seen_[index]) {
      return bad(msg("{} stands twice in the rrule", name_),
                 msg("write it once; where it has several values, they have commas between them"));
    }
    seen_.set(index);
    return (this->*found->read)(value);
  }

  bool has(std::string_view name) const {
    auto found = std::find_if(rows.begin(), rows.end(), [&](const row& r) { return r.name == name; });
    return seen_[static_cast<std::size_t>(found - rows.begin())];
  }

  // ---- parts with one value

  finding freq(std::string_view value) {
    if (index_of(finer_names, value)) return finer_than_a_day("FREQ=" + std::string(value));
    auto found = index_of(frequency_names, value);
    if (!found) return bad_value(name_, value, msg("write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"));
    parts_.every = static_cast<frequency>(*found);
    return std::nullopt;
  }

  finding one_number(std::string_view value, std::int64_t& into) {
    auto n = number(value, max_number);
    if (!n) return bad_value(name_, value, msg("write a whole number from 1 to {}", max_number));
    into = *n;
    return std::nullopt;
  }
  finding interval(std::string_view value) { return one_number(value, parts_.interval); }
  finding count(std::string_view value) { return one_number(value, parts_.count); }

  finding until(std::string_view value) {
    const error refused = bad_value(name_, value, msg("write a date that exists, such as UNTIL=20261231"));
    const bool utc = value.size() == 16 && value.ends_with('Z');
    if (value.size() != 8 && value.size() != 15 && !utc) return refused;
    auto date = date_of(value);
    auto time = value.size() == 8 ? milliseconds(0) : time_of(value.substr(8, 7));
    if (!date || !time) return refused;
    parts_.until = rule_end{as_day(*date), std::nullopt};
    if (utc) parts_.until->instant = utc_ms(as_day(*date).time_since_epoch()) + *time;
    return std::nullopt;
  }

  finding week_start(std::string_view value) {
    auto found = index_of(weekday_names, value);
    if (!found) return bad_value(name_, value, msg("write one of MO, TU, WE, TH, FR, SA and SU"));
    parts_.week_start = static_cast<unsigned>(*found);
    return std::nullopt;
  }

  // ---- parts with a list

  finding months(std::string_view value) {
    return each(value, [&](std::string_view text) -> finding {
      auto n = number(text, 12);
      if (!n)
        return bad_value(name_, text, msg("write whole numbers from 1 to 12, with commas between them"));
      parts_.months.set(static_cast<std::size_t>(*n));
      return std::nullopt;
    });
  }

  finding counted(std::string_view value, std::int64_t most, ordinals& into) {
    return each(value, [&](std::string_view text) -> finding {
      std::string_view digits = text;
      const bool from_the_end = take_sign(digits);
      auto n = number(digits, most);
      if (!n) {
        return bad_value(name_, text,
                         msg("write whole numbers from 1 to {}, with commas between them; with a minus sign "
                             "they count from the end",
                             most));
      }
      (from_the_end ? into.backward : into.forward).set(static_cast<std::size_t>(*n));
      return std::nullopt;
    });
  }
  finding month_days(std::string_view value) { return counted(value, 31, parts_.month_days); }
  finding year_days(std::string_view value) { return counted(value, 366, parts_.year_days); }
  finding weeks(std::string_view value) { return counted(value, 53, parts_.weeks); }
  finding positions(std::string_view value) { return counted(value, 366, parts_.positions); }

  finding weekdays(std::string_view value) {
    return each(value, [&](std::string_view text) -> finding {
      const error refused =
          bad_value(name_, text,
                    msg("write MO, TU, WE, TH, FR, SA or SU, with commas between them; 1MO is the first "
                        "Monday, -1FR the last Friday"));
      if (text.size() < 2) return refused;
      auto weekday = index_of(weekday_names, text.substr(text.size() - 2));
      if (!weekday) return refused;
      text.remove_suffix(2);
      if (text.empty()) {
        parts_.weekdays.set(*weekday);
        return std::nullopt;
      }
      const bool from_the_end = take_sign(text);
      auto n = number(text, 53);
      if (!n) return refused;
      ordinals& nth = parts_.nth_days[*weekday];
      (from_the_end ? nth.backward : nth.forward).set(static_cast<std::size_t>(*n));
      parts_.numbered = true;
      return std::nullopt;
    });
  }

  finding time_of_day(std::string_view) { return finer_than_a_day(name_); }

  finding other_calendar(std::string_view) {
    return bad(msg("{} belongs to rules of other calendars, which are not available", name_),
               msg("leave it out; dates of the Vietnamese calendar are written with lunar = true"),
               errc::unsupported);
  }

  // ---- parts that exclude each other

  finding together() const {
    if (!has("FREQ")) {
      return bad(msg("the rrule does not say how often"),
                 msg("add FREQ=DAILY, FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY"));
    }
    if (has("UNTIL") && has("COUNT")) {
      return bad(msg("the rrule has both UNTIL and COUNT"), msg("leave out one of them"));
    }
    const frequency f = parts_.every;
    if (auto e = excludes("BYMONTHDAY", f == frequency::weekly)) return e;
    if (auto e = excludes("BYYEARDAY", f != frequency::yearly)) return e;
    if (auto e = excludes("BYWEEKNO", f != frequency::yearly)) return e;
    if (parts_.numbered && (f == frequency::daily || f == frequency::weekly)) {
      return bad(msg("a number before a weekday (BYDAY=1MO) cannot stand beside FREQ={}", frequency_name()),
                 msg("write the weekdays without numbers, or FREQ=MONTHLY or FREQ=YEARLY"));
    }
    if (parts_.numbered && has("BYWEEKNO")) {
      return bad(msg("a number before a weekday (BYDAY=1MO) cannot stand beside BYWEEKNO"),
                 msg("write the weekdays without numbers, or leave BYWEEKNO out"));
    }
    const bool nothing_to_choose_from =
        !has("BYDAY") && !has("BYMONTH") && !has("BYMONTHDAY") && !has("BYYEARDAY") && !has("BYWEEKNO");
    if (has("BYSETPOS") && nothing_to_choose_from) {
      return bad(msg("BYSETPOS has nothing to choose from"),
                 msg("add the days among which it chooses, such as BYDAY=MO,TU,WE,TH,FR"));
    }
    return std::nullopt;
  }

  finding excludes(std::string_view part, bool by_frequency) const {
    if (!by_frequency || !has(part)) return std::nullopt;
    return bad(msg("{} cannot stand beside FREQ={}", part, frequency_name()),
               msg("leave out {}, or write another FREQ", part));
  }

  std::string_view frequency_name() const { return frequency_names[static_cast<std::size_t>(parts_.every)]; }

  rule_parts parts_;
  std::string_view name_;  // the part that is being read
  std::bitset<row_count> seen_;
};

const std::array<rule_reader::row, rule_reader::row_count> rule_reader::rows{{
    {"FREQ", &rule_reader::freq},
    {"INTERVAL", &rule_reader::interval},
    {"COUNT", &rule_reader::count},
    {"UNTIL", &rule_reader::until},
    {"WKST", &rule_reader::week_start},
    {"BYMONTH", &rule_reader::months},
    {"BYMONTHDAY", &rule_reader::month_days},
    {"BYYEARDAY", &rule_reader::year_days},
    {"BYWEEKNO", &rule_reader::weeks},
    {"BYDAY", &rule_reader::weekdays},
    {"BYSETPOS", &rule_reader::positions},
    {"BYHOUR", &rule_reader::time_of_day},
    {"BYMINUTE", &rule_reader::time_of_day},
    {"BYSECOND", &rule_reader::time_of_day},
    {"RSCALE", &rule_reader::other_calendar},
    {"SKIP", &rule_reader::other_calendar},
}};

}  // namespace

result<rule_parts> parse_rule(std::string_view text) {
  if (text.size() > max_rule_bytes) {
    return bad(msg("the rrule is longer than {} bytes", max_rule_bytes), msg("shorten it"), errc::limit);
  }
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return rule_reader().read(upper);
}

}  // namespace bangtin::playlists::schedule
