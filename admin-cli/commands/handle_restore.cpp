// playlist, campaign, ticker and screen restore, and the lists of what was removed. All four kinds are found
// in the same way; only how one of them is taken back differs (taking_back.hpp).
#include <algorithm>
#include <map>
#include <memory>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/draft_past.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/commands/taking_back.hpp"
#include "admin-cli/views/campaign_rows.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/people.hpp"
#include "admin-cli/views/screen_facts.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "admin-cli/views/ticker_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::campaign;
using playlists::programme::playlist;
using playlists::programme::programme;
using playlists::programme::screen;
using playlists::programme::ticker;
using views::subject;

// What the four kinds differ in.
template <class T>
struct kind;
template <>
struct kind<playlist> {
  static constexpr subject what = subject::playlist;
  static constexpr std::string_view word = "playlist";
  static constexpr auto all = &programme::playlists;
  static message none() { return msg("no playlist was removed in the last 30 days"); }
  static message unknown() { return msg("no playlist \"{}\" was removed in the last 30 days"); }
};
template <>
struct kind<campaign> {
  static constexpr subject what = subject::campaign;
  static constexpr std::string_view word = "campaign";
  static constexpr auto all = &programme::campaigns;
  static message none() { return msg("no campaign was removed in the last 30 days"); }
  static message unknown() { return msg("no campaign \"{}\" was removed in the last 30 days"); }
};
template <>
struct kind<ticker> {
  static constexpr subject what = subject::ticker;
  static constexpr std::string_view word = "ticker";
  static constexpr auto all = &programme::tickers;
  static message none() { return msg("no ticker was removed in the last 30 days"); }
  static message unknown() { return msg("no ticker \"{}\" was removed in the last 30 days"); }
};
template <>
struct kind<screen> {
  static constexpr subject what = subject::screen;
  static constexpr std::string_view word = "screen";
  static constexpr auto all = &programme::screens;
  static message none() { return msg("no screen was removed in the last 30 days"); }
  static message unknown() { return msg("no screen \"{}\" was removed in the last 30 days"); }
};

// Tickers may have no names; then the text is what people know.
template <class T>
std::string name_of(const T& one) {
  return one.name;
}
std::string name_of(const ticker& t) {
  return t.name.empty() ? t.text : t.name;
}

template <class T>
const T* find(const programme& p, const std::string& name) {
  const std::vector<T>& all = p.*kind<T>::all;
  auto found = std::find_if(all.begin(), all.end(), [&](const T& x) { return name_of(x) == name; });
  return found == all.end() ? nullptr : &*found;
}

template <class T>
std::vector<std::string> names_in(const programme& p) {
  std::vector<std::string> names;
  for (const T& one : p.*kind<T>::all) names.push_back(name_of(one));
  return names;
}

template <class T>
struct earlier {
  T value;
  std::shared_ptr<const past_state> was;  // the newest state that has it so
  bool is_removed = true;                 // else the draft has another one of that name
};

// The newest of each name that is not in the draft `now` as it is. Stops when `wanted` is found, if that is
// not empty.
template <class T>
result<std::vector<earlier<T>>> find_earlier(session& s, const programme& now, const std::string& wanted) {
  std::vector<earlier<T>> found;
  std::map<std::string, std::size_t> places;
  auto visit = [&](past_state p) {
    bool go_on = true;
    auto state = std::make_shared<const past_state>(std::move(p));
    for (const T& one : state->value.*kind<T>::all) {
      const T* present = find<T>(now, name_of(one));
      if (present != nullptr && *present == one) continue;
      auto [place, is_new] = places.emplace(name_of(one), found.size());
      if (is_new) found.push_back({one, state, present == nullptr});
      // Only a draft tells when it was removed.
      earlier<T>& known = found[place->second];
      if (!known.was->replaced && state->replaced && known.value == one) known.was = state;
      go_on = go_on && (wanted.empty() || folded(name_of(one)) != folded(wanted));
    }
    return go_on;
  };
  if (result<void> done = visit_past(s, visit); !done) return done.error();
  return found;
}

// ---- lists

json::object to_json(const earlier<playlist>& e) {
  const programme& from = e.was->value;
  return views::playlist_json(views::index_media(from), e.value, views::campaigns_of(from, e.value.name),
                              views::draft_state::removed);
}
json::object to_json(const earlier<campaign>& e) {
  return views::to_json(e.value, views::draft_state::removed);
}
json::object to_json(const earlier<ticker>& e) {
  json::object o = views::ticker_json(e.value, 0, views::draft_state::removed);
  o["number"] = nullptr;
  return o;
}
json::object to_json(const earlier<screen>& e) {
  json::object o = views::to_json(e.value);
  o["draft"] = to_string(views::draft_state::removed);
  return o;
}

template <class T>
result<std::vector<std::string>> names_of_removed(session& s) {
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  result<std::vector<earlier<T>>> all = find_earlier<T>(s, v->value, "");
  if (!all) return all.error();
  std::vector<std::string> names;
  for (const earlier<T>& e : *all) {
    if (e.is_removed) names.push_back(name_of(e.value));
  }
  return names;
}

template <class T>
result<int> list_removed(session& s) {
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  result<std::vector<earlier<T>>> all = find_earlier<T>(s, v->value, "");
  if (!all) return all.error();
  std::erase_if(*all, [](const earlier<T>& e) { return !e.is_removed; });
  json::array answers;
  using enum views::importance;
  views::table t({{tr("Name"), high},
                  {tr("What it was"), usual, views::narrow::cut, 20},
                  {tr("Removed"), high, views::narrow::whole},
                  {tr("Removed by"), low}});
  for (const earlier<T>& e : *all) {
    json::object o = to_json(e);
    o["removed"] = nullptr;
    o["who"] = nullptr;
    std::string when;
    if (e.was->replaced) {
      when = views::local_time(*e.was->replaced, v->value.timezone);
      o["removed"] = views::local_rfc3339(*e.was->replaced, v->value.timezone);
      o["who"] = e.was->who;
    }
    answers.push_back(std::move(o));
    t.add({name_of(e.value), views::summary_of(e.value), when, views::person_name(e.was->who)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(translate(kind<T>::none()));
  } else {
    s.out.show(t);
    s.out.note(tr("\"bangtin {} restore NAME\" takes one back into the draft.", kind<T>::word));
  }
  return 0;
}

// ---- restore

template <class T>
result<std::string> good_name(const std::string& typed) {
  if constexpr (std::is_same_v<T, screen>) return good_screen_name(typed);
  return new_name(typed, msg("\"{}\" cannot be the name", shown_value(typed)));
}

template <class T>
error is_taken(const std::string& name) {
  return {errc::conflict, msg("the draft has {}", views::heading_of(kind<T>::what, name)),
          msg("give what comes back another name: {} --as NAME",
              views::shell_line(std::string(kind<T>::word) + " restore", {{"NAME", name}}))};
}

// What the person means: something that was removed, or, with another name for it, what the draft has in
// another form.
template <class T>
result<earlier<T>> choose(session& s, const programme& now, const std::string& typed, bool renamed) {
  result<std::vector<earlier<T>>> all = find_earlier<T>(s, now, typed);
  if (!all) return all.error();
  std::vector<std::string> removed;
  for (const earlier<T>& e : *all) {
    if (e.is_removed) removed.push_back(name_of(e.value));
  }
  auto named = [&](const std::string& name) {
    return std::find_if(all->begin(), all->end(), [&](const auto& e) { return name_of(e.value) == name; });
  };
  message unknown = kind<T>::unknown();
  unknown.args = {printable(first_characters(typed, 60))};
  result<std::string> name =
      choose_name(typed, removed, unknown,
                  msg("\"bangtin {} list --removed\" shows what can be taken back", kind<T>::word));
  if (name) return *named(*name);
  result<std::string> present = choose_name(typed, names_in<T>(now), unknown, {});
  if (!present) return name.error();
  if (!renamed) return is_taken<T>(*present);
  auto found = named(*present);
  if (found != all->end()) return *found;
  return error{errc::conflict,
               msg("{} has not changed in the last 30 days", views::heading_of(kind<T>::what, *present)),
               msg("nothing is to be done")};
}

// A player that was forgotten with its screen has to be paired again.
void note_pairing(session& s, const std::string& name) {
  result<std::vector<known_screen>> all = get_known_screens(s);
  if (!all) return;
  const known_screen* one = find_screen(*all, name);
  if (one != nullptr && one->pairing == wire::admin::pairing_kind::paired) return;
  s.out.note(
      tr("No player is paired as this screen; enter the code that it shows: {}", views::pair_command(name)));
}

template <class T>
result<int> restore(session& s, const arguments& given) {
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  const std::optional<std::string> as = given.get("--as");
  result<earlier<T>> chosen = choose<T>(s, draft->value, given.text("NAME"), as.has_value());
  if (!chosen) return chosen.error();
  result<std::string> name = as ? good_name<T>(*as) : result<std::string>(chosen->value.name);
  if (!name) return name.error();
  for (const std::string& taken : names_in<T>(draft->value)) {
    if (folded(taken) == folded(name->empty() ? name_of(chosen->value) : *name)) return is_taken<T>(taken);
  }
  const past_state& was = *chosen->was;
  result<taking_back> back = taking_back::begin(s, draft->value, was.value);
  if (!back) return back.error();
  if (result<void> taken = back->take(chosen->value, *name); !taken) return taken.error();
  back->print_notes();
  const std::string what = views::heading_of(kind<T>::what, name->empty() ? name_of(chosen->value) : *name);
  const std::string zone = draft->value.timezone;
  const std::string done = was.replaced ? tr("{} is in the draft again, as it was until {}", what,
                                             views::local_time(*was.replaced, zone))
                                        : tr("{} is in the draft again, as it was published", what);
  const programme value = draft->value;
  result<int> code = store_the_draft(s, std::move(*draft), done);
  if (!code) return code;
  back->restore_media(value);
  if constexpr (std::is_same_v<T, screen>) note_pairing(s, *name);
  return code;
}

}  // namespace

std::string way_back(std::string_view restore_command, const std::string& name) {
  return views::shell_line(restore_command, {{"NAME", name}});
}

result<std::vector<std::string>> removed_names(session& s, views::subject what) {
  switch (what) {
    case subject::playlist:
      return names_of_removed<playlist>(s);
    case subject::campaign:
      return names_of_removed<campaign>(s);
    case subject::ticker:
      return names_of_removed<ticker>(s);
    default:
      return names_of_removed<screen>(s);
  }
}

result<int> list_removed_playlists(session& s) {
  return list_removed<playlist>(s);
}
result<int> list_removed_campaigns(session& s) {
  return list_removed<campaign>(s);
}
result<int> list_removed_tickers(session& s) {
  return list_removed<ticker>(s);
}
result<int> list_removed_screens(session& s) {
  return list_removed<screen>(s);
}

result<int> playlist_restore(session& s, const arguments& given) {
  return restore<playlist>(s, given);
}
result<int> campaign_restore(session& s, const arguments& given) {
  return restore<campaign>(s, given);
}
result<int> ticker_restore(session& s, const arguments& given) {
  return restore<ticker>(s, given);
}
result<int> screen_restore(session& s, const arguments& given) {
  return restore<screen>(s, given);
}

}  // namespace bangtin::admin_cli::commands
