// preview: shows the timeline of the published programme, or of a programme file without a daemon.
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/programme_choice.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/preview_page.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/analysis/preview.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/schedule/timeline.hpp"

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

// What the table does not say: it is about the published programme alone.
result<void> print_remarks(session& s, const arguments& given, const playlists::programme::programme& p,
                           const std::string& screen, const playlists::programme::instant_range& time) {
  if (p.version > 0 && time.to > p.expires) {
    s.out.note(
        tr("Version {} of the programme expires at {}; from then on screens show the slate. Approve the "
           "programme anew before.",
           p.version, views::local_time(p.expires, p.timezone)));
  }
  if (p.version > 0 && time.to <= p.issued) {
    s.out.note(tr("Version {} of the programme was approved at {}; screens showed another one before.",
                  p.version, views::local_time(p.issued, p.timezone)));
  }
  if (s.now < time.from || s.now >= time.to) return {};
  result<std::optional<views::notice_cover>> cover = get_cover(s, given, screen, s.now);
  if (!cover) return cover.error();
  if (*cover) {
    s.out.note(tr("The emergency notice \"{}\" ({}) covers this until {} at the latest.", (*cover)->text,
                  (*cover)->id, views::local_time((*cover)->to, p.timezone)));
  }
  return {};
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
  const playlists::programme::instant_range time{
      playlists::schedule::range_of(*p, *first).from,
      playlists::schedule::range_of(*p, *first + std::chrono::days(count - 1)).to};
  if (auto said = print_remarks(s, given, *p, (*on)->name, time); !said) return said.error();
  playlists::analysis::text_sink raw = [&](std::string_view piece) { s.out.raw(piece); };
  switch (*as) {
    case form::table:
      views::print_preview(s.out, *p, **on, *first, count);
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
