// ticker create, edit, list, show, remove. When and where a ticker runs is said as for a campaign.
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "admin-cli/commands/campaign_options.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/playlist_edit.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/commands/window_options.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/ticker_rows.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;
using playlists::programme::ticker;

result<std::string> new_ticker_name(const std::string& typed, const programme& p, const ticker* now) {
  result<std::string> name =
      new_name(typed, msg("\"{}\" cannot be the name of a ticker", shown_value(typed)));
  if (!name) return name;
  for (const ticker& t : p.tickers) {
    if (&t == now || folded(t.name) != folded(*name)) continue;
    return error{errc::conflict, msg("there is a ticker \"{}\" already", t.name),
                 msg("change it with \"bangtin ticker edit\", or choose another name")};
  }
  return name;
}

result<std::string> ticker_text(const std::string& typed) {
  const std::string text = to_nfc(trimmed(typed, " \t\n"));
  if (text.empty()) return error{errc::usage, msg("the ticker has no text"), msg("give it one with --text")};
  if (text.size() > playlists::text::max_text_bytes) {
    return error{errc::usage,
                 msg("the text of a ticker has at most {} bytes", playlists::text::max_text_bytes),
                 msg("shorten it, or make several tickers of it")};
  }
  if (text.find('\n') != std::string::npos) {
    return error{errc::usage, msg("the text of a ticker is one line"), msg("write it without line breaks")};
  }
  if (auto bad = playlists::text::find_unreadable(text)) return error{errc::usage, bad->what, bad->remedy};
  return text;
}

// Screens and groups are named by the same rules as a campaign's; none means all.
result<void> set_screens(const arguments& given, const programme& p, ticker& t) {
  if (!given.has("--screens")) return {};
  playlists::programme::campaign c;
  c.screens = ticker{}.screens;
  if (!parts_of(given, "--screens").empty()) {
    arguments screens;
    for (const std::string& value : given.all("--screens")) screens.add("--screens", value);
    if (result<void> set = apply_campaign_options(screens, p, {}, c); !set) return set;
  }
  t.screens = std::move(c.screens);
  return {};
}

result<void> apply_options(session& s, const arguments& given, const programme& p, ticker& t) {
  if (result<void> set = set_screens(given, p, t); !set) return set;
  return apply_window_options(given, views::today_in(p.timezone, s.now), t);
}

const std::string& known_name(const ticker& t) {
  return t.name.empty() ? t.text : t.name;
}

// The commands that take those tickers back, whatever is changed until then. Of two tickers that are called
// the same only one could come back by its name.
std::string way_back_of(const std::vector<ticker>& all, const std::set<std::size_t>& places) {
  std::vector<std::string> commands;
  for (std::size_t place : places) {
    const std::string name = folded(known_name(all[place]));
    const auto called_so =
        std::count_if(all.begin(), all.end(), [&](const ticker& t) { return folded(known_name(t)) == name; });
    if (called_so > 1) return "bangtin draft undo";
    commands.push_back(way_back("ticker restore", known_name(all[place])));
  }
  return fmt::format("{}", fmt::join(commands, "; "));
}

// The place of the ticker that is called so: by its name, by its number from 1, or by its whole text.
result<std::size_t> choose_ticker(const programme& p, const std::string& typed) {
  std::vector<std::string> names;
  for (const ticker& t : p.tickers) names.push_back(known_name(t));
  result<std::string> name =
      choose_name(typed, names, msg("there is no ticker \"{}\"", shown_value(typed)),
                  names.empty() ? msg("make one with \"bangtin ticker create\"")
                                : msg("give the name or the number that \"bangtin ticker list\" shows"));
  if (name) return static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) - names.begin());
  auto number = parse_integer(typed, 1, static_cast<std::int64_t>(names.size()));
  if (number) return static_cast<std::size_t>(*number - 1);
  return name.error();
}

// Tickers may have no names; then the same text is the same ticker.
views::draft_state state_of(const draft_view& v, const ticker& t) {
  if (!v.published) return views::draft_state::added;
  bool known = false;
  for (const ticker& old : v.published->tickers) {
    if (old == t) return views::draft_state::same;
    known = known || (t.name.empty() ? old.text == t.text : old.name == t.name);
  }
  return known ? views::draft_state::changed : views::draft_state::added;
}

}  // namespace

result<int> ticker_create(session& s, const arguments& given) {
  ticker t;
  result<std::string> text = ticker_text(given.text("--text"));
  if (!text) return text.error();
  t.text = *text;
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<std::string> name = new_ticker_name(given.text("NAME"), draft->value, nullptr);
  if (!name) return name.error();
  t.name = *name;
  if (result<void> set = apply_options(s, given, draft->value, t); !set) return set.error();
  std::string done = tr("the draft has the ticker {} now", views::ticker_name(t));
  draft->value.tickers.push_back(std::move(t));
  return store_the_draft(s, std::move(*draft), done);
}

result<int> ticker_edit(session& s, const arguments& given) {
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  result<std::size_t> at = choose_ticker(draft->value, given.text("TICKER"));
  if (!at) return at.error();
  ticker& t = draft->value.tickers[*at];
  if (!given.has("--name") && !given.has("--text") && !has_campaign_options(given)) {
    return error{errc::usage, msg("nothing to change was given"),
                 msg("see \"bangtin {} --help\"", "ticker edit")};
  }
  if (std::optional<std::string> typed = given.get("--name")) {
    result<std::string> name = new_ticker_name(*typed, draft->value, &t);
    if (!name) return name.error();
    t.name = *name;
  }
  if (std::optional<std::string> typed = given.get("--text")) {
    result<std::string> text = ticker_text(*typed);
    if (!text) return text.error();
    t.text = *text;
  }
  if (result<void> set = apply_options(s, given, draft->value, t); !set) return set.error();
  std::string done = tr("the ticker {} is changed in the draft", views::ticker_name(t));
  return store_the_draft(s, std::move(*draft), done);
}

result<int> ticker_remove(session& s, const arguments& given) {
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  std::vector<ticker>& all = draft->value.tickers;
  std::set<std::size_t> places;
  for (const std::string& typed : given.all("TICKER")) {
    result<std::size_t> at = choose_ticker(draft->value, typed);
    if (!at) return at.error();
    places.insert(*at);
  }
  std::vector<std::string> names;
  for (std::size_t place : places) names.push_back(views::ticker_name(all[place]));
  const std::string back = way_back_of(all, places);
  for (auto place = places.rbegin(); place != places.rend(); ++place)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(*place));
  return store_the_draft(
      s, std::move(*draft),
      tr("removed from the draft: {}; \"{}\" takes that back within 30 days", few_of(names), back),
      tr("Remove the ticker {}?", few_of(names)));
}

result<int> ticker_list(session& s, const arguments& given) {
  if (given.has("--removed")) return list_removed_tickers(s);
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  const std::vector<ticker>& all = v->value.tickers;
  json::array answers;
  std::vector<views::draft_state> states;
  for (const ticker& t : all) {
    states.push_back(state_of(*v, t));
    answers.push_back(views::ticker_json(t, states.size(), states.back()));
  }
  s.out.document(answers);
  if (all.empty()) {
    s.out.text(tr("no tickers yet; \"bangtin ticker create NAME --text TEXT\" makes one"));
    return 0;
  }
  s.out.show(views::ticker_table(all, states));
  note_which(s, *v);
  return 0;
}

result<int> ticker_show(session& s, const arguments& given) {
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  result<std::size_t> at = choose_ticker(v->value, given.text("TICKER"));
  if (!at) return at.error();
  const ticker& t = v->value.tickers[*at];
  s.out.document(views::ticker_json(t, *at + 1, state_of(*v, t)));
  s.out.show(views::ticker_sheet(t));
  note_which(s, *v);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
