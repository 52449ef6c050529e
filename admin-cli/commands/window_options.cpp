// First whether the dates recur, because that says how to read them; then the dates, and the rest.
#include "admin-cli/commands/window_options.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/date_ranges.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/recurrence_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using namespace playlists::programme;

error no_date(const std::string& typed) {
  return {errc::usage, msg("\"{}\" is no date", shown_value(typed)),
          msg("write it as 1/10 (day and month), 1/10/2026 or 2026-10-01")};
}

// Its year is 0 where none was typed.
result<calendar_date> plain_date(const std::string& typed, const calendar_date& today) {
  if (auto date = views::parse_written_day(typed, today)) return *date;
  return no_date(typed);
}

result<calendar_date> recurring_date(const std::string& typed, recurrence repeats) {
  if (auto date = views::parse_recurring_day(typed, repeats)) return *date;
  message what = msg("\"{}\" is no day that comes every year", shown_value(typed));
  return repeats == recurrence::lunar
             ? error{errc::usage, std::move(what),
                     msg("write day and month of the lunar calendar, like 1/1 or 23/12")}
             : error{errc::usage, std::move(what), msg("write day and month without a year, like 1/10")};
}

// Whether the text is a date of one year, and none that comes every year.
bool has_year(const std::string& typed, recurrence repeats, const calendar_date& today) {
  return !views::parse_recurring_day(typed, repeats) && views::parse_day(typed, today);
}

class date_options {
 public:
  date_options(const arguments& given, const calendar_date& today, run_window& w)
      : from_(value_of(given, "--from")),
        to_(value_of(given, "--to")),
        yearly_(given.has("--yearly")),
        lunar_(given.has("--lunar")),
        today_(today),
        w_(w) {}

  result<void> apply() {
    if (!from_ && !to_ && !yearly_ && !lunar_) return {};
    if (yearly_ && lunar_) {
      return error{errc::usage, msg("dates are either yearly or lunar, and these are both"),
                   msg("leave out either --yearly or --lunar")};
    }
    choose_recurrence();
    if (result<void> set = w_.repeats == recurrence::none ? set_plain() : set_recurring(); !set) return set;
    return check();
  }

 private:
  void choose_recurrence() {
    const recurrence before = w_.repeats;
    if (yearly_ || lunar_) {
      w_.repeats = yearly_ ? recurrence::yearly : recurrence::lunar;
    } else if (before != recurrence::none) {
      bool plain = (from_ && has_year(*from_, before, today_)) || (to_ && has_year(*to_, before, today_));
      bool all_go = from_ && from_->empty() && to_ && to_->empty();
      if (plain || all_go) w_.repeats = recurrence::none;
    }
    if (w_.repeats == recurrence::none) {
      // Dates that came every year mean nothing among dates with years.
      if (w_.from && w_.from->year == 0) w_.from.reset();
      if (w_.to && w_.to->year == 0) w_.to.reset();
    } else {
      if (w_.from) w_.from->year = 0;
      if (w_.to) w_.to->year = 0;
    }
  }

  result<void> set_plain() {
    if (from_) w_.from.reset();
    if (to_) w_.to.reset();
    views::date_range typed;
    for (auto [text, end] : {std::pair(&from_, &typed.from), std::pair(&to_, &typed.to)}) {
      if (!*text || (*text)->empty()) continue;
      result<calendar_date> date = plain_date(**text, today_);
      if (!date) return date.error();
      *end = *date;
    }
    std::optional<views::date_range> all = views::with_years(typed, {w_.from, w_.to}, today_);
    if (!all) return no_date(typed.from ? *from_ : *to_);
    w_.from = all->from;
    w_.to = all->to;
    return {};
  }

  result<void> set_recurring() {
    for (auto [typed, to] : {std::pair(&from_, &w_.from), std::pair(&to_, &w_.to)}) {
      if (!*typed) continue;
      to->reset();
      if ((*typed)->empty()) continue;
      result<calendar_date> date = recurring_date(**typed, w_.repeats);
      if (!date) return date.error();
      *to = *date;
    }
    return {};
  }

  result<void> check() const {
    const bool recurs = w_.repeats != recurrence::none;
    if (recurs && !(w_.from && w_.to)) {
      return error{errc::usage, msg("dates that come every year need both a first and a last day"),
                   msg("give both --from and --to; for a single day the same day twice")};
    }
    auto bad = [](const calendar_date& d) { return !is_valid_lunar_month_day(d); };
    if (w_.repeats == recurrence::lunar && (bad(*w_.from) || bad(*w_.to))) {
      return error{errc::usage, msg("a lunar month has at most 30 days"), msg("give --from and --to again")};
    }
    if (!recurs && w_.from && w_.to && *w_.to < *w_.from) {
      return error{errc::usage,
                   msg("it would end on {}, before it begins on {}", views::date_words(*w_.to),
                       views::date_words(*w_.from)),
                   msg("correct --from or --to")};
    }
    return {};
  }

  std::optional<std::string> from_, to_;
  bool yearly_, lunar_;
  calendar_date today_;
  run_window& w_;
};

result<void> set_days(const arguments& given, run_window& w) {
  if (!given.has("--days")) return {};
  const std::vector<std::string> parts = parts_of(given, "--days");
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : ",") + part;
  auto days = all.empty() ? std::optional(every_day) : views::parse_weekdays(all);
  if (!days) return wrong_value("--days", all, msg("write them as mon-fri, t2-t6 or sat,sun"));
  w.days = *days;
  return {};
}

result<void> set_hours(const arguments& given, run_window& w) {
  if (!given.has("--hours")) return {};
  std::vector<day_hours> all;
  for (const std::string& value : given.all("--hours")) {
    if (trimmed(value).empty()) continue;
    auto hours = views::parse_typed_hours(value);
    if (!hours) {
      return wrong_value("--hours", value,
                         msg("write them as 7:00-11:30 or 7h-11h30, several with commas between"));
    }
    for (const day_hours& h : *hours) {
      if (std::find(all.begin(), all.end(), h) == all.end()) all.push_back(h);
    }
  }
  w.hours = std::move(all);
  return {};
}

result<void> set_exceptions(const arguments& given, const calendar_date& today, run_window& w) {
  if (!given.has("--except")) return {};
  // Days of a window that comes every year are of any year.
  const views::date_range range =
      w.repeats == recurrence::none ? views::date_range{w.from, w.to} : views::date_range{};
  std::set<calendar_date> all;
  for (const std::string& typed : parts_of(given, "--except")) {
    result<calendar_date> date = plain_date(typed, today);
    if (!date) return date.error();
    std::optional<calendar_date> day = views::day_within(*date, range, today);
    if (!day) return no_date(typed);
    all.insert(*day);
  }
  w.except.assign(all.begin(), all.end());
  return {};
}

result<void> set_rule(const arguments& given, run_window& w) {
  std::optional<std::string> typed = value_of(given, "--rrule");
  if (!typed) return {};
  if (!typed->empty()) {
    if (auto rule = playlists::schedule::parse_rule(*typed); !rule) {
      return error{errc::usage, rule.error().what, rule.error().remedy};
    }
  }
  w.rrule = *typed;
  return {};
}

}  // namespace

result<void> apply_window_options(const arguments& given, const calendar_date& today, run_window& w) {
  if (result<void> set = date_options(given, today, w).apply(); !set) return set;
  for (result<void> set :
       {set_days(given, w), set_hours(given, w), set_exceptions(given, today, w), set_rule(given, w)}) {
    if (!set) return set;
  }
  return {};
}

}  // namespace bangtin::admin_cli::commands
