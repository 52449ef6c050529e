#include "admin-cli/views/campaign_rows.hpp"

#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/analysis/next_activity.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::analysis::finding;
using playlists::programme::campaign;
using playlists::programme::recurrence;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value date_or_null(const std::optional<playlists::programme::calendar_date>& d) {
  return d ? json::value(playlists::programme::format_date(*d)) : json::value(nullptr);
}

json::value qr_value(const std::optional<playlists::programme::qr_place>& qr) {
  if (!qr) return nullptr;
  if (*qr == playlists::programme::qr_place::none) return false;  // as the file writes it
  return json::value(to_string(*qr));
}

std::string playlist_words(const playlists::programme::programme& p, const std::string& name) {
  const playlists::programme::playlist* l = p.find_playlist(name);
  if (l == nullptr) return name;
  std::chrono::milliseconds whole{};
  for (const playlists::programme::playlist_item& i : l->items) {
    if (const auto* media = p.find_media(i.media)) whole += total_duration(i, *media);
  }
  return tr("{} (items: {}, together {})", name, l->items.size(), duration_words(whole));
}

std::string covered_screens(const playlists::programme::programme& p, const campaign& c) {
  std::vector<std::string> names;
  for (const playlists::programme::screen& s : p.screens) {
    if (applies_to(c, s)) names.push_back(s.name);
  }
  return names.empty() ? tr("no screen") : listed_words(names);
}

std::string never_word(const finding& never) {
  return never.kind == playlists::analysis::finding_kind::never_its_turn
             ? tr("gets no turn in the days ahead")
             : tr("never plays");
}

// When it next plays; what `check` says of one that never does wins.
std::string next_words(const playlists::programme::programme& p, const campaign& c, utc_ms now,
                       const std::optional<finding>& never) {
  if (never) return never_word(*never) + ": " + translate(never->why);
  const playlists::schedule::calendar site(p.timezone);
  std::vector<const playlists::programme::screen*> on;
  for (const playlists::programme::screen& s : p.screens) {
    if (applies_to(c, s)) on.push_back(&s);
  }
  const playlists::analysis::next_chance next = playlists::analysis::next_run(site, p, c, on, now);
  if (next.at) {
    return *next.at <= now ? tr("runs now")
                           : tr("runs next from {}", instant_words(*next.at, p.timezone, now));
  }
  if (next.silenced) return tr("whenever it would play, a higher level does");
  const playlists::schedule::run_days days(c, site);
  const bool has_hours = playlists::analysis::next_activity(site, days, now).has_value();
  return has_hours && !on.empty() ? tr("its hours come only while its screens are closed")
                                  : tr("not again within two years");
}

}  // namespace

void add_window(json::object& to, const playlists::programme::run_window& w) {
  json::array hours, except;
  for (const playlists::programme::day_hours& h : w.hours)
    hours.emplace_back(playlists::programme::format_hours(h));
  for (const auto& d : w.except) except.emplace_back(playlists::programme::format_date(d));
  to["from"] = date_or_null(w.from);
  to["to"] = date_or_null(w.to);
  to["yearly"] = w.repeats == recurrence::yearly;
  to["lunar"] = w.repeats == recurrence::lunar;
  to["days"] = playlists::programme::format_days(w.days);
  to["hours"] = std::move(hours);
  to["rrule"] = text_or_null(w.rrule);
  to["except"] = std::move(except);
}

json::object to_json(const campaign& c, draft_state state) {
  json::object all{{"name", c.name},
                   {"draft", to_string(state)},
                   {"playlist", c.playlist},
                   {"screens", json_texts(c.screens)},
                   {"task", text_or_null(c.task)},
                   {"level", to_string(c.level)},
                   {"share", c.every ? json::value(nullptr) : json::value(c.share)},
                   {"every", c.every ? json::value(format_duration(*c.every)) : json::value(nullptr)},
                   {"order", to_string(c.order)},
                   {"fade", c.fade.count() > 0 ? json::value(format_duration(c.fade)) : json::value(nullptr)},
                   {"volume", c.volume},
                   {"fit", to_string(c.fit)},
                   {"qr", qr_value(c.qr)},
                   {"logo", c.logo ? json::value(*c.logo) : json::value(nullptr)}};
  add_window(all, c);
  return all;
}

table campaign_table(const std::vector<campaign>& all, const std::vector<draft_state>& states,
                     const std::vector<std::optional<finding>>& never) {
  table t({tr("Campaign"), tr("When"), tr("How much"), tr("Screens"), tr("Playlist"), tr("In the draft")});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const campaign& c = all[i];
    std::string much = amount_words(c), level = level_words(c.level);
    const std::string when = never[i] ? never_word(*never[i]) + "; " + window_words(c) : window_words(c);
    t.add({c.name, when, level.empty() ? much : much + ", " + level, screens_words(c.screens), c.playlist,
           draft_cell(states[i])});
  }
  return t;
}

table campaign_sheet(const playlists::programme::programme& p, const campaign& c, utc_ms now,
                     const std::optional<finding>& never) {
  table t({});
  std::string screens = screens_words(c.screens), covered = covered_screens(p, c);
  std::string level = level_words(c.level);
  t.add({tr("Campaign"), c.name});
  t.add({tr("Playlist"), playlist_words(p, c.playlist)});
  t.add({tr("Screens"), screens == covered ? screens : screens + ": " + covered});
  t.add({tr("When"), window_words(c) + "; " + next_words(p, c, now, never)});
  t.add({tr("How much"), level.empty() ? amount_words(c) : amount_words(c) + ", " + level});
  if (!c.task.empty()) t.add({tr("Task"), c.task});
  if (std::string look = listed_words(look_words(c)); !look.empty()) t.add({tr("Shown"), look});
  return t;
}

}  // namespace bangtin::admin_cli::views
