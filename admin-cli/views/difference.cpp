// Converts each thing into a list of (field, text); two things differ if their lists differ. So no field can
// be compared but missing in the answer.
#include "admin-cli/views/difference.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::views {

namespace {

using property_list = std::vector<std::pair<std::string, std::string>>;

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

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

// The added and removed items; if there are none, whether the order changed.
std::vector<field_change> compare(const playlists::programme::playlist& before,
                                  const playlists::programme::playlist& after) {
  std::map<std::string, int> balance;
  std::vector<std::string> old_items, new_items;
  for (const playlists::programme::playlist_item& i : before.items) old_items.push_back(item_text(i));
  for (const playlists::programme::playlist_item& i : after.items) new_items.push_back(item_text(i));
  for (const std::string& i : old_items) --balance[i];
  for (const std::string& i : new_items) ++balance[i];
  std::vector<field_change> changes;
  auto take_kept = [&](std::vector<std::string>& items, int sign) {
    std::vector<std::string> kept;
    // Backwards, so that of equal items the first ones count as kept.
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
      int& left = balance[*item];
      if (left * sign > 0) {
        left -= sign;
        changes.push_back({"item", sign < 0 ? *item : "", sign > 0 ? *item : ""});
      } else {
        kept.insert(kept.begin(), *item);
      }
    }
    items = std::move(kept);
  };
  take_kept(old_items, -1);
  std::reverse(changes.begin(), changes.end());
  auto gone = static_cast<std::ptrdiff_t>(changes.size());
  take_kept(new_items, 1);
  std::reverse(changes.begin() + gone, changes.end());
  if (old_items != new_items) changes.push_back({"order", joined(old_items), joined(new_items)});
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
void compare_all(std::vector<change>& out, subject what, const std::vector<T>& before,
                 const std::vector<T>& after) {
  std::map<std::string_view, const T*> old;
  for (const T& thing : before) old.emplace(thing.name, &thing);
  for (const T& thing : after) {
    auto found = old.find(thing.name);
    if (found == old.end()) {
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
