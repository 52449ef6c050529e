// screen list, screen show: what draft, published programme and daemon say about screens, told apart.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/views/draft_state.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/screen_facts.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/status_table.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::screen;

// Everything that there is about the site's screens.
struct screen_book {
  wire::admin::site site;
  draft_view programmes;
  std::vector<wire::admin::screen> rows;  // of the daemon

  const screen* drafted(const std::string& name) const { return programmes.value.find_screen(name); }
  const screen* published(const std::string& name) const {
    return programmes.published ? programmes.published->find_screen(name) : nullptr;
  }
  // What the draft plans for the screen; where it lacks it, what is published.
  const screen* planned(const std::string& name) const {
    const screen* found = drafted(name);
    return found != nullptr ? found : published(name);
  }
  views::draft_state state_of(const std::string& name) const {
    return views::compare(drafted(name), published(name));
  }
};

result<screen_book> read_book(session& s) {
  result<wire::admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  result<draft_view> programmes = view_draft(s);
  if (!programmes) return programmes.error();
  return screen_book{std::move(*site), std::move(*programmes), std::move(*rows)};
}

// The daemon's row; for a screen that only the draft has, one without a player.
wire::admin::screen row_of(const screen_book& book, const std::string& name) {
  for (const wire::admin::screen& r : book.rows) {
    if (r.name == name) return r;
  }
  wire::admin::screen r;
  r.name = name;
  r.pairing = wire::admin::pairing_kind::none;
  r.in_programme = false;
  return r;
}

// In the draft's order; behind them what only the published programme or the daemon has.
std::vector<std::string> all_names(const screen_book& book) {
  std::vector<std::string> names;
  auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const screen& one : book.programmes.value.screens) add(one.name);
  if (book.programmes.published) {
    for (const screen& one : book.programmes.published->screens) add(one.name);
  }
  for (const wire::admin::screen& r : book.rows) add(r.name);
  return names;
}

void print_problems(session& s, const screen_book& book, const wire::admin::screen& row) {
  const bool only_drafted = !row.in_programme && row.pairing == wire::admin::pairing_kind::none;
  if (only_drafted && book.drafted(row.name) != nullptr) {
    s.out.text("! " + tr("only the draft has it so far — \"bangtin approve\" publishes it; its player can be "
                         "paired before: {}",
                         views::pair_command(row.name)));
    return;
  }
  for (const std::string& trouble : views::problems_of(row, s.now, book.site)) s.out.text("! " + trouble);
}

}  // namespace

result<int> screen_list(session& s, const arguments& given) {
  if (given.has("--removed")) return list_removed_screens(s);
  result<screen_book> book = read_book(s);
  if (!book) return book.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr("Name")},
                  {tr("State"), high, views::narrow::whole},
                  {tr("Title"), usual, views::narrow::cut, 16},
                  {tr("Venue"), low},
                  {tr("In the draft"), usual},
                  {tr("Last seen"), usual, views::narrow::whole},
                  {tr("Plays now"), usual, views::narrow::cut, 16}});
  for (const std::string& name : all_names(*book)) {
    wire::admin::screen row = row_of(*book, name);
    if (const screen* one = book->planned(name)) {
      row.title = one->title;
      row.venue = one->venue;
    }
    const views::draft_state state = book->state_of(name);
    json::object answer = views::to_json(row, book->site, s.now);
    answer["draft"] = views::to_string(state);
    answers.push_back(std::move(answer));
    t.add({row.name, views::state_cell(views::state_of(row, book->site, s.now)), row.title, row.venue,
           views::draft_cell(state), views::seen_cell(row, s.now), views::playing_cell(row)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(
        tr("there is no screen yet; \"bangtin screen create NAME\" plans one, and \"bangtin screen pair "
           "CODE --name NAME\" pairs its player"));
  } else {
    s.out.show(t);
    note_which(s, book->programmes);
  }
  return 0;
}

result<int> screen_show(session& s, const arguments& given) {
  result<known_screen> chosen = choose_known_screen(s, given, "NAME");
  if (!chosen) return chosen.error();
  const std::string& name = chosen->name;
  result<screen_book> book = read_book(s);
  if (!book) return book.error();
  const wire::admin::screen row = row_of(*book, name);
  const screen* one = book->planned(name);
  const screen* published = book->published(name);
  const views::draft_state state = book->state_of(name);
  const std::vector<std::string> campaigns =
      one != nullptr ? campaigns_on(book->programmes.value, *one) : std::vector<std::string>();
  const std::vector<std::string> tickers =
      one != nullptr ? tickers_on(book->programmes.value, *one) : std::vector<std::string>();
  json::object answer = one != nullptr ? views::to_json(*one) : json::object{{"name", name}};
  answer["draft"] = views::to_string(state);
  answer["published"] = published != nullptr ? json::value(views::to_json(*published)) : json::value();
  answer["campaigns"] = views::json_texts(campaigns);
  answer["tickers"] = views::json_texts(tickers);
  answer["player"] = row.pairing == wire::admin::pairing_kind::none
                         ? json::value()
                         : json::value(views::to_json(row, book->site, s.now));
  s.out.document(answer);
  views::table t = views::screen_facts(name, one, published, state);
  t.add({tr("Campaigns"), views::listed(campaigns)});
  if (!tickers.empty()) t.add({tr("Tickers"), views::listed(tickers)});
  views::add_player(t, row, book->site, s.now);
  s.out.show(t);
  print_problems(s, *book, row);
  note_which(s, book->programmes);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
