// check: reports what is wrong with the draft or with a programme file. playlists/analysis/lint.hpp checks
// the programme itself; this file checks the media files, looks up the places in the text, and prints.
#include <algorithm>
#include <array>
#include <unordered_set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/finding_remedy.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/plan_lint.hpp"
#include "admin-cli/commands/programme_file.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/remarks.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "base/counted.hpp"
#include "base/duration_words.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "playlists/analysis/finding_places.hpp"
#include "playlists/analysis/lint.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using playlists::analysis::finding;
using playlists::analysis::finding_kind;
using playlists::analysis::severity;
using playlists::text::position;

constexpr std::int64_t max_days = 366;
constexpr std::size_t max_names = 3;

// The programme to check and its source.
struct subject {
  playlists::programme::programme value;
  std::string file;                    // empty: the programme is from the daemon
  std::string title;                   // how messages refer to it
  playlists::text::source_map places;  // for a programme file
  std::vector<finding> known;          // findings of earlier steps

  checked_source source() const { return file.empty() ? checked_source::draft : checked_source::file; }
};

// ---- from a file

// "a, b, c … (12)"
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < max_names; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return printable(names.size() > max_names ? fmt::format("{} … ({})", text, names.size()) : text);
}

// If any media file is beside the programme file, all of them are expected there. If there is none, it is a
// programme without its files, and nothing is reported.
void look_for_files(subject& s) {
  fs::path folder = fs::path(s.file).parent_path();
  std::vector<const playlists::programme::media_item*> missing;
  for (const playlists::programme::media_item& m : s.value.media) {
    std::error_code failed;
    if (!fs::is_regular_file(as_on_disk(folder / m.name), failed)) missing.push_back(&m);
  }
  if (missing.size() == s.value.media.size()) return;
  for (const playlists::programme::media_item* m : missing) {
    finding& f = s.known.emplace_back();
    f.severity = severity::warning;
    f.kind = finding_kind::media_missing;
    f.media = m->name;
    f.what = msg("the file \"{}\" is not there", printable(m->name));
    f.why = msg("other files of the programme are");
    f.remedy = msg("put it beside the programme file, or correct its path");
  }
}

void report_assumptions(subject& s, const std::vector<std::string>& names) {
  if (names.empty()) return;
  finding& f = s.known.emplace_back();
  f.kind = finding_kind::length_assumed;
  f.media = names.front();
  f.what = msg("how long these are is not known here: {}", listed(names));
  f.why = msg("no file is opened, so a video counts as {} and a guide as {} pages",
              inner(duration_message(playlists::text::assumed_video)), playlists::text::assumed_pages);
  f.remedy =
      msg("make it the draft with \"bangtin apply\" and check that, or write \"duration\" and \"pages\"");
}

result<subject> from_file(session& s, const std::string& file) {
  result<playlists::text::parsed_text> read =
      read_programme_text(s.out, file, playlists::text::media_facts::assumed);
  if (!read) return read.error();
  subject of{std::move(read->value), file, file, std::move(read->places), {}};
  look_for_files(of);
  report_assumptions(of, read->assumed);
  return of;
}

// ---- from the daemon

// Staff said on which day each item should be looked at again. The item plays on.
void look_for_reviews(const std::vector<wire::admin::media_item>& stored, subject& of, utc_ms now) {
  const std::string today = playlists::programme::format_date(views::today_in(of.value.timezone, now));
  for (const playlists::programme::media_item& m : of.value.media) {
    auto item = std::find_if(stored.begin(), stored.end(),
                             [&](const wire::admin::media_item& i) { return i.id == m.id; });
    if (item == stored.end() || item->review.empty() || item->review > today) continue;
    finding& f = of.known.emplace_back();
    f.severity = severity::warning;
    f.kind = finding_kind::review_due;
    f.media = m.name;
    f.what = msg("\"{}\" is to be looked at again since {}", printable(m.name), local_dates(item->review));
    f.why = msg("somebody set that day for it");
    f.remedy = msg("see whether it is still right, then set another day: bangtin media edit {} --review DATE",
                   item->id);
  }
}

result<void> look_for_stored_files(session& s, subject& of) {
  result<std::vector<wire::admin::media_item>> stored = get_media(s.daemon);
  if (!stored) return stored.error();
  look_for_reviews(*stored, of, s.now);
  std::unordered_set<std::string> there;
  for (const wire::admin::media_item& m : *stored) {
    for (const wire::admin::media_file& f : m.files) there.insert(f.sha256.hex());
  }
  for (const playlists::programme::media_item& m : of.value.media) {
    bool is_there = !m.files.empty() &&
                    std::all_of(m.files.begin(), m.files.end(), [&](const playlists::programme::file_ref& f) {
                      return there.contains(f.sha256.hex());
                    });
    if (is_there) continue;
    finding& f = of.known.emplace_back();
    f.severity = severity::error;
    f.kind = finding_kind::media_missing;
    f.media = m.name;
    f.what = msg("the daemon does not have the file of \"{}\"", printable(m.name));
    f.why = msg("screens that wait for it keep the programme which they have");
    f.remedy = msg("load it with \"bangtin apply\" or \"bangtin media add\"");
  }
  return {};
}

// A player whose screen the programme does not have shows the slate for ever, and a screen without a player
// shows nothing.
result<void> look_for_players(session& s, subject& of) {
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  std::unordered_set<std::string> playing;
  for (const wire::admin::screen& r : *rows) {
    if (r.pairing != wire::admin::pairing_kind::paired) continue;
    playing.insert(r.name);
    if (of.value.find_screen(r.name) != nullptr) continue;
    finding& f = of.known.emplace_back();
    f.severity = severity::warning;
    f.kind = finding_kind::player_without_screen;
    f.screen = r.name;
    f.what = msg("a player is paired as \"{}\", which is no screen of the programme", printable(r.name));
    f.why = msg("it shows only the slate");
    f.remedy = msg("add the screen, pair the player as another screen, or \"bangtin screen remove\"");
  }
  for (const playlists::programme::screen& named : of.value.screens) {
    if (playing.contains(named.name)) continue;
    finding& f = of.known.emplace_back();
    f.severity = severity::note;
    f.kind = finding_kind::screen_without_player;
    f.screen = named.name;
    f.what = msg("no player is paired as the screen \"{}\"", printable(named.name));
    f.remedy = msg("start its player, and enter the code that it shows: {}", views::pair_command(named.name));
  }
  return {};
}

// The draft; if there is none, the published programme.
result<subject> from_daemon(session& s) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  if (!*draft && !*current) {
    return error{
        errc::not_found, msg("there is no draft yet, and nothing is published"),
        msg("begin with \"bangtin playlist create\" or \"bangtin apply PROGRAMME.toml\", or name a file with "
            "--programme")};
  }
  subject of;
  if (*draft) {
    of.value = std::move(**draft);
    of.title = tr("the draft");
    if (*current) of.known = playlists::analysis::check_validity((*current)->value, s.now);
  } else {
    of.value = std::move((*current)->value);
    of.title = tr("the published programme");
    s.out.note(tr("There is no draft; this is about the published version {}.", of.value.version));
  }
  if (result<void> looked = look_for_stored_files(s, of); !looked) return looked.error();
  if (result<void> looked = look_for_players(s, of); !looked) return looked.error();
  result<std::optional<admin::plan>> plan = get_plan(s.daemon);
  if (!plan) return plan.error();
  if (*plan) {
    for (finding& f : compare_with_plan(of.value, **plan)) of.known.push_back(std::move(f));
  }
  return of;
}

// ---- printing

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object to_json(const finding& f, const subject& of, position at) {
  return {{"severity", to_string(f.severity)},
          {"kind", to_string(f.kind)},
          {"screen", text_or_null(f.screen)},
          {"campaign", text_or_null(f.campaign)},
          {"playlist", text_or_null(f.playlist)},
          {"media", text_or_null(f.media)},
          {"file", text_or_null(of.file)},
          {"line", at.line},
          {"column", at.column},
          {"what", translate(f.what)},
          {"why", translate(f.why)},
          {"remedy", remedy_of(f, of.source())}};
}

// file:line:column: severity: what — why; the remedy follows on a separate line.
void print(views::printer& out, const finding& f, const subject& of, position at) {
  std::string where;
  if (!of.file.empty()) {
    where = of.file + (at.line > 0 ? fmt::format(":{}:{}: ", at.line, at.column) : ": ");
  }
  out.text(where + views::severity_word(f.severity) + ": " + views::sentence(f.what, f.why));
  if (!f.remedy.empty()) out.text("    " + remedy_of(f, of.source()));
}

}  // namespace

result<int> check(session& s, const arguments& given) {
  result<std::int64_t> days = given.number("--days", 1, max_days, playlists::analysis::horizon{}.days);
  if (!days) return days.error();
  std::optional<std::string> file = given.get("--programme");
  result<subject> of = file ? from_file(s, *file) : from_daemon(s);
  if (!of) return of.error();
  if (std::optional<error> bad = playlists::text::check_references(of->value)) return *bad;
  std::vector<finding> all = std::move(of->known);
  for (finding& f : playlists::analysis::check(of->value, s.now, {.days = static_cast<int>(*days)})) {
    all.push_back(std::move(f));
  }
  playlists::analysis::order_findings(all);
  std::optional<playlists::analysis::finding_places> in_text;
  if (file) in_text.emplace(of->value, of->places);
  json::array list;
  std::array<std::size_t, 3> counts{};
  for (const finding& f : all) {
    position at = in_text ? in_text->of(f) : position{};
    ++counts[static_cast<std::size_t>(f.severity)];
    list.push_back(to_json(f, *of, at));
    print(s.out, f, *of, at);
  }
  s.out.document(list);
  if (!file) note_waiting(s);
  if (all.empty()) {
    s.out.text(
        translate(counted(*days, msg("{}: nothing wrong was found, looking {} day ahead", of->title, *days),
                          msg("{}: nothing wrong was found, looking {} days ahead", of->title, *days))));
  } else {
    s.out.text(tr("{}: errors: {}, warnings: {}, notes: {}", of->title, counts[0], counts[1], counts[2]));
  }
  return counts[0] == 0 ? 0 : 1;
}

}  // namespace bangtin::admin_cli::commands
