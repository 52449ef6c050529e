#include "admin-cli/views/date_ranges.hpp"

#include <algorithm>
#include <chrono>

#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::calendar_date;

constexpr int leap_gap = 8;  // years between two 29 February at most

calendar_date in_year(const calendar_date& d, int year) {
  return {year, d.month, d.day};
}

std::optional<calendar_date> next_on_or_after(const calendar_date& d, const calendar_date& start) {
  for (int year = start.year; year <= start.year + leap_gap; ++year) {
    const calendar_date one = in_year(d, year);
    if (one >= start && playlists::programme::is_valid_date(one)) return one;
  }
  return std::nullopt;
}

std::optional<calendar_date> last_on_or_before(const calendar_date& d, const calendar_date& end) {
  for (int year = end.year; year >= end.year - leap_gap; --year) {
    const calendar_date one = in_year(d, year);
    if (one <= end && playlists::programme::is_valid_date(one)) return one;
  }
  return std::nullopt;
}

std::chrono::sys_days count(const calendar_date& d) {
  return std::chrono::year(d.year) / d.month / d.day;
}

// The first season that does not end before today.
std::optional<date_range> season(const calendar_date& from, const calendar_date& to,
                                 const calendar_date& today) {
  const bool crosses = in_year(to, 0) < in_year(from, 0);
  for (int year = today.year - 1; year <= today.year + leap_gap; ++year) {
    const date_range one{in_year(from, year), in_year(to, crosses ? year + 1 : year)};
    const bool exists =
        playlists::programme::is_valid_date(*one.from) && playlists::programme::is_valid_date(*one.to);
    if (exists && *one.to >= today) return one;
  }
  return std::nullopt;
}

// The first day of a range whose last day is known. The year before is meant only where the range crosses New
// Year: "20/12" before 15/12/2026 is a mistake, and 2026-12-20 shows it.
std::optional<calendar_date> first_before(const calendar_date& day, const calendar_date& to,
                                          const calendar_date& today) {
  const std::optional<calendar_date> before = last_on_or_before(day, to), next = next_on_or_after(day, today);
  if (!before || !next || before->year == to.year || *before >= today) return before ? before : next;
  return count(today) - count(*before) <= count(*next) - count(today) ? before : next;
}

bool lacks_year(const std::optional<calendar_date>& d) {
  return d && d->year == 0;
}

}  // namespace

std::optional<date_range> with_years(const date_range& typed, const date_range& kept,
                                     const calendar_date& today) {
  date_range all{typed.from ? typed.from : kept.from, typed.to ? typed.to : kept.to};
  if (lacks_year(all.from) && lacks_year(all.to)) return season(*all.from, *all.to, today);
  if (lacks_year(all.from)) {
    const bool has_end = all.to && (typed.to || *all.to >= today);
    all.from = has_end ? first_before(*all.from, *all.to, today) : next_on_or_after(*all.from, today);
    if (!all.from) return std::nullopt;
  }
  if (lacks_year(all.to)) {
    const calendar_date start = typed.from ? *typed.from : std::max(all.from.value_or(today), today);
    all.to = next_on_or_after(*all.to, start);
    if (!all.to) return std::nullopt;
  }
  return all;
}

std::optional<calendar_date> day_within(const calendar_date& day, const date_range& range,
                                        const calendar_date& today) {
  if (!lacks_year(day)) return day;
  auto in_range = [&](const std::optional<calendar_date>& d) { return d && (!range.to || *d <= *range.to); };
  const std::optional<calendar_date> next =
      next_on_or_after(day, range.from ? std::max(*range.from, today) : today);
  if (in_range(next) || !range.from) return next;
  const std::optional<calendar_date> first = next_on_or_after(day, *range.from);
  return in_range(first) ? first : next;
}

}  // namespace bangtin::admin_cli::views
