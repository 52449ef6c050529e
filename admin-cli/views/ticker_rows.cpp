#include "admin-cli/views/ticker_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "admin-cli/views/campaign_rows.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

using playlists::programme::ticker;

// The beginning of a text, on one line.
std::string beginning(const std::string& text, std::size_t letters) {
  std::string_view first = first_characters(text, letters);
  return std::string(first) + (first.size() < text.size() ? "…" : "");
}

}  // namespace

json::object ticker_json(const ticker& t, std::size_t number, draft_state state) {
  json::object o{{"number", number},
                 {"name", t.name.empty() ? json::value(nullptr) : json::value(t.name)},
                 {"text", t.text},
                 {"screens", json_texts(t.screens)}};
  add_window(o, t);
  o["draft"] = to_string(state);
  return o;
}

table ticker_table(const std::vector<ticker>& all, const std::vector<draft_state>& states) {
  constexpr std::size_t max_letters = 60;
  table t({tr(">No."), tr("Name"), tr("Text"), tr("Screens"), tr("When"), tr("In the draft")});
  for (std::size_t i = 0; i < all.size(); ++i) {
    t.add({std::to_string(i + 1), all[i].name, beginning(all[i].text, max_letters),
           screens_words(all[i].screens), window_words(all[i]), draft_cell(states[i])});
  }
  return t;
}

table ticker_sheet(const ticker& t) {
  table sheet({});
  auto add = [&](const std::string& what, const std::string& value) {
    if (!value.empty()) sheet.add({{what, tone::faint}, value});
  };
  add(tr("Name"), t.name);
  add(tr("Text"), t.text);
  add(tr("Screens"), screens_words(t.screens));
  add(tr("When"), window_words(t));
  return sheet;
}

std::string ticker_name(const ticker& t) {
  constexpr std::size_t max_letters = 30;
  return '"' + (t.name.empty() ? beginning(t.text, max_letters) : t.name) + '"';
}

}  // namespace bangtin::admin_cli::views
