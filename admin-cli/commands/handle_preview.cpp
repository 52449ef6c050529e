// preview: shows the timeline of the published programme, or of a programme file without a daemon.
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/programme_choice.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/preview_runs.hpp"
#include "admin-cli/views/preview_totals.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/rfc3339.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::int64_t max_days = 31;

error out_of_range(const std::string& date) {
  return {errc::usage, msg("the days from {} on are out of range", date),
          msg("choose days from {}-01-01 to {}-12-31", playlists::programme::first_year,
              playlists::programme::last_year)};
}

result<playlists::programme::local_day> first_day(const session& s, const arguments& given,
                                                  const playlists::programme::programme& p,
                                                  std::int64_t number_of_days) {
  std::optional<std::string> written = given.get("--date");
  if (!written) return playlists::schedule::day_of(p, s.now);
  auto date = views::parse_day(*written, views::today_in(p.timezone, s.now));
  if (!date && playlists::programme::is_date_out_of_range(*written)) return out_of_range(*written);
  if (!date) {
    return error{errc::usage, msg("\"{}\" is no date", printable(*written)),
                 msg("write it as 2026-10-10, 10/10 or today")};
  }
  using namespace std::chrono;
  local_days first(year(date->year) / date->month / date->day);
  local_days last_possible(year(playlists::programme::last_year) / 12 / 31);
  if (first + std::chrono::days(number_of_days - 1) > last_possible) return out_of_range(*written);
  return first;
}

std::string clock_text(const playlists::programme::programme& p, utc_ms t) {
  return views::local_time(t, p.timezone).substr(11);
}

std::string name_of(const playlists::programme::programme& p, std::int32_t campaign) {
  return campaign < 0 ? tr("(slate)") : p.campaigns[static_cast<std::size_t>(campaign)].name;
}

// "12.5 %", rounded half up.
std::string percent(std::chrono::milliseconds part, std::chrono::milliseconds whole) {
  if (whole.count() == 0) return "";
  std::int64_t permille = (part.count() * 1000 + whole.count() / 2) / whole.count();
  return fmt::format("{}.{} %", permille / 10, permille % 10);
}

std::chrono::milliseconds airtime_of(const std::vector<views::airtime_part>& parts) {
  std::chrono::milliseconds sum{};
  for (const views::airtime_part& part : parts) sum += part.airtime;
  return sum;
}

void print_day(views::printer& out, const playlists::programme::programme& p,
               playlists::programme::local_day day, const std::vector<playlists::schedule::slot>& slots) {
  out.text(playlists::programme::to_date_text(day));
  if (slots.empty()) {
    out.text("  " + tr("closed all day"));
    return;
  }
  views::table t({"  " + tr("From"), tr("To"), tr(">Plays"), tr("Campaigns and their part of the airtime")});
  for (const views::preview_run& run : views::runs_of(slots)) {
    std::string shown;
    std::int64_t plays = 0;
    std::chrono::milliseconds whole = airtime_of(run.parts);
    for (const views::airtime_part& part : run.parts) {
      plays += part.plays;
      shown += (shown.empty() ? "" : ", ") + name_of(p, part.campaign) + " " + percent(part.airtime, whole);
    }
    bool closed = run.parts.empty();
    std::string to = clock_text(p, run.to);
    t.add({"  " + clock_text(p, run.from),
           to == "00:00:00" ? "24:00:00" : to,
           closed ? "" : std::to_string(plays),
           {closed ? tr("closed") : shown, closed ? views::tone::faint : views::tone::plain}});
  }
  out.show(t);
}

void print_totals(views::printer& out, const playlists::programme::programme& p,
                  const views::preview_totals& all) {
  views::table t({tr("Campaign"), tr("Level"), tr(">Share"), tr(">Plays"), tr(">Airtime"), tr(">Asked"),
                  tr(">Reached")});
  for (const views::campaign_total& one : all.totals()) {
    const views::airtime_part& part = one.reached;
    std::string level, share, asked;
    if (part.campaign >= 0) {
      const playlists::programme::campaign& c = p.campaigns[static_cast<std::size_t>(part.campaign)];
      level = views::level_word(c.level);
      share = c.every ? tr("every {}", format_duration(*c.every)) : std::to_string(c.share);
      if (!c.every) asked = percent(one.asked, all.airtime());
    }
    std::int64_t seconds = part.airtime.count() / 1000;
    t.add({name_of(p, part.campaign), level, share, std::to_string(part.plays),
           fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60), asked,
           percent(part.airtime, all.airtime())});
  }
  out.text("");
  out.show(t);
}

void print_table(views::printer& out, const playlists::programme::programme& p,
                 const playlists::programme::screen& on, playlists::programme::local_day first, int days) {
  out.text(on.title.empty() ? on.name : tr("{} ({})", on.name, on.title));
  const playlists::schedule::planner plan(p, on);
  views::preview_totals totals(p, on);
  std::vector<playlists::schedule::slot> slots;
  for (int i = 0; i < days; ++i) {
    playlists::programme::local_day day = first + std::chrono::days(i);
    plan.day(day, slots);
    print_day(out, p, day, slots);
    totals.add(day, slots);
  }
  if (totals.airtime().count() > 0) print_totals(out, p, totals);
}

enum class form { table, json, csv, ics };

result<form> get_form(const session& s, const arguments& given) {
  const bool csv = given.has("--csv"), ics = given.has("--ics");
  if (csv + ics + s.out.json() > 1) {
    return error{errc::usage, msg("--json, --csv and --ics are three forms of the same answer"),
                 msg("choose one of them")};
  }
  return csv ? form::csv : ics ? form::ics : s.out.json() ? form::json : form::table;
}

// When the programme was made; for a programme file, the time of this call.
utc_ms stamp_of(const session& s, const playlists::programme::programme& p) {
  return p.version > 0 ? p.issued : std::chrono::floor<std::chrono::milliseconds>(s.now);
}

}  // namespace

result<int> preview(session& s, const arguments& given) {
  result<form> as = get_form(s, given);
  if (!as) return as.error();
  result<std::int64_t> days = given.number("--days", 1, max_days, 1);
  if (!days) return days.error();
  result<playlists::programme::programme> p = choose_programme(s, given);
  if (!p) return p.error();
  result<const playlists::programme::screen*> on = choose_screen(s, *p, given);
  if (!on) return on.error();
  result<playlists::programme::local_day> first = first_day(s, given, *p, *days);
  if (!first) return first.error();
  const int count = static_cast<int>(*days);
  playlists::analysis::text_sink raw = [&](std::string_view piece) { s.out.raw(piece); };
  switch (*as) {
    case form::table:
      print_table(s.out, *p, **on, *first, count);
      break;
    case form::json:
      playlists::analysis::preview_json(*p, **on, *first, count, raw);
      s.out.raw("\n");
      break;
    case form::csv:
      playlists::analysis::preview_csv(*p, **on, *first, count, raw);
      break;
    case form::ics:
      playlists::analysis::preview_ics(*p, **on, *first, count, stamp_of(s, *p), raw);
      break;
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
