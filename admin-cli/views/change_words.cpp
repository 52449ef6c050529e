// Each thing is a list of aspects (aspects.hpp); a playlist is its items.
#include "admin-cli/views/change_words.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "admin-cli/views/aspects.hpp"
#include "admin-cli/views/playlist_words.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using namespace playlists::programme;

// ---- things

aspects aspects_of(const programme& p) {
  return {{tr("time zone {}", p.timezone)},
          {p.slate.empty() ? tr("a generated slate") : tr("slate {}", p.slate)},
          said(!p.body.empty(), tr("body \"{}\"", p.body), tr("no body named"))};
}
std::string words_of(const programme& p) {
  return unusual(aspects_of(p));
}

aspects aspects_of(const screen& s) {
  std::vector<std::string> groups;
  for (const std::string& g : s.groups) groups.push_back(g);
  return {said(!s.title.empty(), "\"" + s.title + "\"", tr("no title")),
          said(!s.venue.empty(), tr("venue {}", s.venue), tr("no venue")),
          said(!groups.empty(), tr("in group {}", listed_words(groups)), tr("in no group")),
          said(!s.open.empty(), tr("opening hours {}", openings_words(s.open)), tr("always open")),
          said(!s.quiet.empty(), tr("silent {}", openings_words(s.quiet)), tr("never silent")),
          said(s.volume != playlists::text::full_volume, tr("volume {} %", s.volume), tr("full volume")),
          said(s.clock, tr("with a clock"), tr("without a clock")),
          said(!s.logo.empty(), tr("logo {}", s.logo), tr("no logo")),
          said(s.ticker == ticker_place::over, tr("the ticker lies over the picture"),
               tr("the ticker has a band of its own"))};
}
std::string words_of(const screen& s) {
  return unusual(aspects_of(s));
}

aspects aspects_of(const campaign& c) {
  const campaign usual;
  auto look = [](campaign with) {
    with.order = item_order::sequential;
    return joined(look_words(with));
  };
  return {{tr("playlist \"{}\"", c.playlist)},
          {tr("shown on {}", screens_words(c.screens))},
          {window_words(c)},
          {amount_words(c)},
          said(c.level != level::normal, level_words(c.level), tr("at the normal level")),
          said(!c.task.empty(), tr("for task {}", c.task), tr("for no task")),
          said(c.order == item_order::shuffle, tr("in shuffled order"), tr("in the playlist's order")),
          said(!look(c).empty(), look(c), tr("shown as usual"))};
}
std::string words_of(const campaign& c) {
  return campaign_words(c);
}

aspects aspects_of(const ticker& t) {
  return {{"\"" + t.text + "\""}, {tr("shown on {}", screens_words(t.screens))}, {window_words(t)}};
}
std::string words_of(const ticker& t) {
  return unusual(aspects_of(t));
}

std::string kind_words(const media_item& m) {
  switch (m.kind) {
    case media_kind::video:
      return m.duration.count() > 0 ? tr("video of {}", duration_words(m.duration)) : tr("video");
    case media_kind::image:
      return tr("picture");
    case media_kind::pages:
      return tr("guide of {} pages", m.pages);
    case media_kind::subtitles:
      break;
  }
  return tr("subtitles");
}

aspects aspects_of(const media_item& m) {
  std::string files;
  for (const file_ref& f : m.files) files += (files.empty() ? "" : ", ") + f.sha256.hex().substr(0, 12);
  return {{kind_words(m)},
          said(!files.empty(), tr("file {}", files), tr("no file yet")),
          said(!m.title.empty(), "\"" + m.title + "\"", tr("no title")),
          said(!m.theme.empty(), tr("theme {}", m.theme), tr("no theme")),
          said(!m.owner.empty(), tr("made by {}", m.owner), tr("no body named")),
          said(!m.link.empty(), tr("link {}", m.link), tr("no link"))};
}
std::string words_of(const media_item& m) {
  return kind_words(m);
}

std::string words_of(const playlist& l) {
  return playlist_words(l);
}

std::string what_changed(const playlist& before, const playlist& after) {
  return playlist_changes(before, after);
}
template <class T>
std::string what_changed(const T& before, const T& after) {
  return changed_aspects(aspects_of(before), aspects_of(after));
}

std::string heading(subject what, const std::string& name) {
  switch (what) {
    case subject::screen:
      return tr("screen \"{}\"", name);
    case subject::playlist:
      return tr("playlist \"{}\"", name);
    case subject::campaign:
      return tr("campaign \"{}\"", name);
    case subject::ticker:
      return tr("ticker \"{}\"", name);
    case subject::media:
      return tr("media item \"{}\"", name);
    case subject::programme:
      break;
  }
  return tr("programme");
}

// ---- lines

template <class T>
std::map<std::string_view, const T*> by_name(const std::vector<T>& all) {
  std::map<std::string_view, const T*> found;
  for (const T& one : all) found.emplace(one.name, &one);
  return found;
}

template <class T>
void add_lines(std::vector<std::string>& lines, subject what, const std::vector<T>& before,
               const std::vector<T>& after, const std::vector<change>& changes) {
  const auto old = by_name(before), now = by_name(after);
  for (const change& c : changes) {
    if (c.subject != what) continue;
    const std::string* old_name = name_before(c);
    auto was = old.find(old_name != nullptr ? *old_name : c.name), is = now.find(c.name);
    std::string mark = c.kind == change_kind::added ? "+ " : c.kind == change_kind::removed ? "- " : "~ ";
    std::string words = c.kind == change_kind::added     ? words_of(*is->second)
                        : c.kind == change_kind::removed ? words_of(*was->second)
                                                         : what_changed(*was->second, *is->second);
    if (old_name != nullptr) words = tr("renamed (before: \"{}\")", *old_name);
    if (c.kind == change_kind::changed && words.empty()) words = other_change();
    lines.push_back(mark + heading(what, c.name) + (words.empty() ? "" : ": " + words));
  }
}

// The media items that some playlist, screen or the slate names.
std::set<std::string_view> used_media(const programme& p) {
  std::set<std::string_view> used{p.slate};
  for (const screen& s : p.screens) used.insert(s.logo);
  for (const playlist& l : p.playlists) {
    for (const playlist_item& i : l.items) used.insert({i.media, i.subtitles});
  }
  return used;
}

std::vector<change> without_media_of_playlists(std::vector<change> all, const programme& before,
                                               const programme& after) {
  const auto was_used = used_media(before), is_used = used_media(after);
  std::erase_if(all, [&](const change& c) {
    if (c.subject != subject::media || c.kind == change_kind::changed) return false;
    return (c.kind == change_kind::added ? is_used : was_used).contains(c.name);
  });
  return all;
}

}  // namespace

std::vector<std::string> change_lines(const programme& before, const programme& after) {
  const std::vector<change> changes = without_media_of_playlists(difference(before, after), before, after);
  std::vector<std::string> lines;
  const bool is_new = before.slate.empty();
  for (const change& c : changes) {
    if (c.subject != subject::programme) continue;
    std::string words = is_new ? words_of(after) : what_changed(before, after);
    if (!words.empty()) lines.push_back((is_new ? "+ " : "~ ") + heading(c.subject, "") + ": " + words);
  }
  const std::vector<std::string> order = common_screens(after, before);
  if (order != common_screens(before, after))
    lines.push_back("~ " + tr("order of the screens: {}", listed_words(order)));
  add_lines(lines, subject::screen, before.screens, after.screens, changes);
  add_lines(lines, subject::playlist, before.playlists, after.playlists, changes);
  add_lines(lines, subject::campaign, before.campaigns, after.campaigns, changes);
  add_lines(lines, subject::ticker, named_tickers(before), named_tickers(after), changes);
  add_lines(lines, subject::media, before.media, after.media, changes);
  return lines;
}

std::string summary_of(const playlist& l) {
  return words_of(l);
}
std::string summary_of(const campaign& c) {
  return words_of(c);
}
std::string summary_of(const ticker& t) {
  return words_of(t);
}
std::string summary_of(const screen& s) {
  return words_of(s);
}
std::string heading_of(subject what, const std::string& name) {
  return heading(what, name);
}

void print_changes(printer& out, const programme& before, const programme& after) {
  std::vector<std::string> lines = change_lines(before, after);
  if (lines.empty()) out.text(tr("no difference"));
  for (const std::string& line : lines) out.text(printable(line));
}

}  // namespace bangtin::admin_cli::views
