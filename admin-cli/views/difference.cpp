// Converts each thing into a list of (field, text); two things differ if their lists differ. So no field can
// be compared but missing in the answer.
#include "admin-cli/views/difference.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "admin-cli/views/aspects.hpp"
#include "admin-cli/views/item_changes.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using property_list = std::vector<std::pair<std::string, std::string>>;

std::string hours_text(const std::vector<playlists::programme::day_hours>& hours) {
  std::vector<std::string> parts;
  for (const playlists::programme::day_hours& h : hours)
    parts.push_back(playlists::programme::format_hours(h));
  return joined(parts);
}

property_list properties(const playlists::programme::programme& p) {
  return {{"timezone", p.timezone}, {"slate", p.slate}, {"body", p.body}};
}

std::string openings_text(const std::vector<playlists::programme::opening>& all) {
  std::vector<std::string> parts;
  for (const playlists::programme::opening& o : all)
    parts.push_back(playlists::programme::format_days(o.days) + " " +
                    playlists::programme::format_hours(o.hours));
  return joined(parts);
}

std::string volume_text(int volume) {
  return volume == playlists::text::full_volume ? "" : std::to_string(volume);
}

std::string flag_text(bool b) {
  return b ? "true" : "false";
}

property_list properties(const playlists::programme::screen& s) {
  return {{"title", s.title},
          {"venue", s.venue},
          {"groups", joined(s.groups)},
          {"open", openings_text(s.open)},
          {"quiet", openings_text(s.quiet)},
          {"volume", volume_text(s.volume)},
          {"clock", s.clock ? "true" : ""},
          {"logo", s.logo},
          {"ticker",
           s.ticker == playlists::programme::ticker_place::band ? "" : std::string(to_string(s.ticker))}};
}

void add_window(property_list& to, const playlists::programme::run_window& w) {
  std::vector<std::string> except;
  for (const playlists::programme::calendar_date& d : w.except)
    except.push_back(playlists::programme::format_date(d));
  std::string repeats = w.repeats == playlists::programme::recurrence::yearly  ? "yearly"
                        : w.repeats == playlists::programme::recurrence::lunar ? "lunar"
                                                                               : "";
  to.insert(
      to.end(),
      {{"from", w.from ? playlists::programme::format_date(*w.from) : ""},
       {"to", w.to ? playlists::programme::format_date(*w.to) : ""},
       {"repeats", repeats},
       {"days", w.days == playlists::programme::every_day ? "" : playlists::programme::format_days(w.days)},
       {"hours", hours_text(w.hours)},
       {"rrule", w.rrule},
       {"except", joined(except)}});
}

property_list properties(const playlists::programme::campaign& c) {
  property_list all{
      {"playlist", c.playlist},
      {"screens", joined(c.screens)},
      {"task", c.task},
      {"level", c.level == playlists::programme::level::normal ? "" : std::string(to_string(c.level))}};
  add_window(all, c);
  all.insert(
      all.end(),
      {{"share", c.every ? "" : std::to_string(c.share)},
       {"every", c.every ? format_duration(*c.every) : ""},
       {"order",
        c.order == playlists::programme::item_order::sequential ? "" : std::string(to_string(c.order))},
       {"fade", c.fade.count() > 0 ? format_duration(c.fade) : ""},
       {"volume", volume_text(c.volume)},
       {"fit", c.fit == playlists::programme::picture_fit::contain ? "" : std::string(to_string(c.fit))},
       {"qr", c.qr ? std::string(to_string(*c.qr)) : ""},
       {"logo", c.logo ? flag_text(*c.logo) : ""}});
  return all;
}

property_list properties(const playlists::programme::ticker& t) {
  property_list all{{"text", t.text}, {"screens", joined(t.screens)}};
  add_window(all, t);
  return all;
}

// The beginning of their hash names files, as it does media items.
property_list properties(const playlists::programme::media_item& m) {
  std::vector<std::string> files;
  for (const playlists::programme::file_ref& f : m.files) files.push_back(f.sha256.hex().substr(0, 12));
  std::string size = m.width > 0 ? std::to_string(m.width) + "x" + std::to_string(m.height) : "";
  return {{"id", m.id},
          {"kind", std::string(to_string(m.kind))},
          {"duration", m.duration.count() > 0 ? format_duration(m.duration) : ""},
          {"pages", m.pages > 0 ? std::to_string(m.pages) : ""},
          {"size", size},
          {"title", m.title},
          {"theme", m.theme},
          {"owner", m.owner},
          {"link", m.link},
          {"files", joined(files)}};
}

std::string item_text(const playlists::programme::playlist_item& i) {
  std::string text = i.media;
  if (i.duration) text += " " + format_duration(*i.duration);
  for (const std::string* part : {&i.title, &i.theme, &i.audience, &i.link, &i.call, &i.subtitles}) {
    if (!part->empty()) text += ", " + *part;
  }
  if (i.qr) text += ", qr " + std::string(to_string(*i.qr));
  if (i.logo) text += ", logo " + flag_text(*i.logo);
  return text;
}

std::vector<field_change> changed_fields(const property_list& before, const property_list& after) {
  std::vector<field_change> changes;
  for (std::size_t i = 0; i < after.size(); ++i) {
    std::string old = before.empty() ? "" : before[i].second;
    if (old != after[i].second) changes.push_back({after[i].first, old, after[i].second});
  }
  return changes;
}

template <class T>
std::vector<field_change> compare(const T& before, const T& after) {
  return changed_fields(properties(before), properties(after));
}
template <class T>
std::vector<field_change> all_of(const T& made) {
  return changed_fields({}, properties(made));
}

// The items that went, changed and came; then the order of those that stayed, if it is another one.
std::vector<field_change> compare(const playlists::programme::playlist& before,
                                  const playlists::programme::playlist& after) {
  const item_changes items = changes_of_items(before, after);
  std::vector<field_change> changes;
  for (std::size_t place : items.gone) changes.push_back({"item", item_text(before.items[place]), ""});
  for (const item_places& at : items.stayed) {
    if (before.items[at.before] == after.items[at.after]) continue;
    changes.push_back({"item", item_text(before.items[at.before]), item_text(after.items[at.after])});
  }
  for (std::size_t place : items.come) changes.push_back({"item", "", item_text(after.items[place])});
  if (!items.is_reordered) return changes;
  std::vector<std::size_t> old_places;
  std::vector<std::string> old_items, new_items;
  for (const item_places& at : items.stayed) {
    old_places.push_back(at.before);
    new_items.push_back(item_text(after.items[at.after]));
  }
  std::sort(old_places.begin(), old_places.end());
  for (std::size_t place : old_places) old_items.push_back(item_text(before.items[place]));
  changes.push_back({"order", joined(old_items), joined(new_items)});
  return changes;
}
std::vector<field_change> all_of(const playlists::programme::playlist& made) {
  return compare(playlists::programme::playlist{made.name, {}}, made);
}

std::vector<field_change> turned_round(std::vector<field_change> fields) {
  for (field_change& f : fields) std::swap(f.before, f.after);
  return fields;
}

template <class T>
constexpr bool can_be_renamed = false;
template <>
constexpr bool can_be_renamed<playlists::programme::campaign> = true;
template <>
constexpr bool can_be_renamed<playlists::programme::ticker> = true;

// The first of those that are gone that differs from `thing` in its name alone.
template <class T>
const T* find_renamed(const std::vector<T>& before, const std::set<std::string_view>& gone, const T& thing) {
  if (!can_be_renamed<T>) return nullptr;
  auto found = std::find_if(before.begin(), before.end(), [&](T old) {
    if (!gone.contains(old.name)) return false;
    old.name = thing.name;
    return old == thing;
  });
  return found == before.end() ? nullptr : &*found;
}

template <class T>
void compare_all(std::vector<change>& out, subject what, const std::vector<T>& before,
                 const std::vector<T>& after) {
  std::map<std::string_view, const T*> old;
  std::set<std::string_view> gone;
  for (const T& thing : before) {
    old.emplace(thing.name, &thing);
    gone.insert(thing.name);
  }
  for (const T& thing : after) gone.erase(thing.name);
  for (const T& thing : after) {
    auto found = old.find(thing.name);
    if (found == old.end()) {
      if (const T* was = find_renamed(before, gone, thing)) {
        out.push_back({change_kind::changed, what, thing.name, {{"name", was->name, thing.name}}});
        old.erase(was->name);
        gone.erase(was->name);
        continue;
      }
      out.push_back({change_kind::added, what, thing.name, all_of(thing)});
      continue;
    }
    std::vector<field_change> fields = compare(*found->second, thing);
    if (!fields.empty()) out.push_back({change_kind::changed, what, thing.name, std::move(fields)});
    old.erase(found);
  }
  for (const T& thing : before) {
    if (old.contains(thing.name)) {
      out.push_back({change_kind::removed, what, thing.name, turned_round(all_of(thing))});
    }
  }
}

// A ticker without a name is named by the beginning of its text, with a number if that is not unique.
std::vector<playlists::programme::ticker> named(std::vector<playlists::programme::ticker> all) {
  constexpr std::size_t max_shown = 40;
  std::map<std::string, int> used;
  for (playlists::programme::ticker& t : all) {
    if (t.name.empty()) {
      std::size_t end = std::min(t.text.size(), max_shown);
      while (end < t.text.size() && !begins_character(t.text[end])) ++end;
      t.name = end < t.text.size() ? t.text.substr(0, end) + "…" : t.text;
    }
    int number = ++used[t.name];
    if (number > 1) t.name += " (" + std::to_string(number) + ")";
  }
  return all;
}

std::string_view to_string(change_kind k) {
  return k == change_kind::added ? "added" : k == change_kind::removed ? "removed" : "changed";
}
std::string_view to_string(subject s) {
  switch (s) {
    case subject::screen:
      return "screen";
    case subject::playlist:
      return "playlist";
    case subject::campaign:
      return "campaign";
    case subject::ticker:
      return "ticker";
    case subject::media:
      return "media";
    case subject::programme:
      break;
  }
  return "programme";
}

}  // namespace

std::vector<std::string> common_screens(const playlists::programme::programme& of,
                                        const playlists::programme::programme& other) {
  std::set<std::string_view> there;
  for (const playlists::programme::screen& s : other.screens) there.insert(s.name);
  std::vector<std::string> names;
  for (const playlists::programme::screen& s : of.screens) {
    if (there.contains(s.name)) names.push_back(s.name);
  }
  return names;
}

const std::string* name_before(const change& c) {
  const bool is_renamed = c.kind == change_kind::changed && !c.fields.empty() && c.fields[0].field == "name";
  return is_renamed ? &c.fields[0].before : nullptr;
}

std::vector<change> difference(const playlists::programme::programme& before,
                               const playlists::programme::programme& after) {
  std::vector<change> changes;
  std::vector<field_change> whole = compare(before, after);
  std::vector<std::string> old_order = common_screens(before, after),
                           new_order = common_screens(after, before);
  if (old_order != new_order) whole.push_back({"screens", joined(old_order), joined(new_order)});
  if (!whole.empty()) changes.push_back({change_kind::changed, subject::programme, "", std::move(whole)});
  compare_all(changes, subject::screen, before.screens, after.screens);
  compare_all(changes, subject::playlist, before.playlists, after.playlists);
  compare_all(changes, subject::campaign, before.campaigns, after.campaigns);
  compare_all(changes, subject::ticker, named(before.tickers), named(after.tickers));
  compare_all(changes, subject::media, before.media, after.media);
  return changes;
}

json::array to_json(const std::vector<change>& changes) {
  json::array all;
  for (const change& c : changes) {
    json::array fields;
    for (const field_change& f : c.fields) {
      fields.push_back(json::object{{"field", f.field}, {"before", f.before}, {"after", f.after}});
    }
    all.push_back(json::object{{"kind", to_string(c.kind)},
                               {"subject", to_string(c.subject)},
                               {"name", c.name},
                               {"fields", std::move(fields)}});
  }
  return all;
}

std::vector<playlists::programme::ticker> named_tickers(const playlists::programme::programme& p) {
  return named(p.tickers);
}

}  // namespace bangtin::admin_cli::views
