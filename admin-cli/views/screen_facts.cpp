#include "admin-cli/views/screen_facts.hpp"

#include <fmt/ranges.h>

#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

namespace programme = playlists::programme;

json::array openings_json(const std::vector<programme::opening>& all) {
  json::array list;
  for (const programme::opening& o : all) {
    list.push_back(
        json::object{{"days", programme::format_days(o.days)}, {"hours", programme::format_hours(o.hours)}});
  }
  return list;
}

// What the draft changes of the published screen, in words.
std::vector<std::string> changes_text(const programme::screen& published, const programme::screen& drafted) {
  programme::programme before, after;
  before.screens = {published};
  after.screens = {drafted};
  return change_lines(before, after);
}

}  // namespace

json::object to_json(const programme::screen& s) {
  return {{"name", s.name},
          {"title", s.title},
          {"venue", s.venue},
          {"groups", json_texts(s.groups)},
          {"open", openings_json(s.open)},
          {"quiet", openings_json(s.quiet)},
          {"volume", s.volume},
          {"clock", s.clock},
          {"logo", s.logo.empty() ? json::value() : json::value(s.logo)},
          {"ticker", programme::to_string(s.ticker)}};
}

table screen_facts(const std::string& name, const programme::screen* planned,
                   const programme::screen* published, draft_state state) {
  table t({});
  t.add({tr("Name"), name});
  if (planned != nullptr) {
    const programme::screen& s = *planned;
    t.add({tr("Title"), s.title.empty() ? "–" : s.title});
    t.add({tr("Venue"), s.venue.empty() ? "–" : s.venue});
    t.add({tr("Groups"), listed(s.groups)});
    t.add({tr("Open"), openings_words(s.open)});
    if (!s.quiet.empty()) t.add({tr("Without sound"), openings_words(s.quiet)});
    if (s.volume != programme::screen{}.volume) t.add({tr("Volume"), fmt::format("{} %", s.volume)});
    if (s.clock) t.add({tr("Clock"), tr("is shown")});
    if (!s.logo.empty()) t.add({tr("Logo"), s.logo});
    if (s.ticker != programme::ticker_place::band) t.add({tr("Ticker"), tr("over the picture")});
  }
  if (state != draft_state::same) t.add({tr("In the draft"), draft_cell(state)});
  if (state != draft_state::changed || published == nullptr) return t;
  for (const std::string& line : changes_text(*published, *planned)) t.add({"", line});
  return t;
}

void add_player(table& to, const wire::admin::screen& row, const wire::admin::site& site, utc_ms now) {
  if (row.pairing == admin::pairing_kind::none) {
    to.add({tr("Player"), {tr("no player"), tone::warning}});
    return;
  }
  const bool paired = row.pairing == admin::pairing_kind::paired;
  to.add({tr("Player"),
          paired && row.paired
              ? cell(tr("paired since {}", local_time(*row.paired, site.timezone)))
              : cell(paired ? tr("paired") : tr("unpaired"), paired ? tone::plain : tone::warning)});
  to.add({tr("Last seen"), seen_cell(row, now)});
  if (!row.last_seen) return;
  to.add({tr("Version"), tr("bangtin-player {}, programme version {}", row.version, version_text(row))});
  cell playing = playing_cell(row);
  if (!row.campaign.empty()) playing.text += " (" + row.campaign + ")";
  to.add({tr("Plays now"), playing});
}

std::string listed(const std::vector<std::string>& names) {
  return names.empty() ? "–" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace bangtin::admin_cli::views
