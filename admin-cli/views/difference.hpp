// Finds the differences between two programmes, in the terms of the programme file, for programs;
// change_words.hpp has them in words. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

enum class change_kind { added, removed, changed };
enum class subject { programme, screen, playlist, campaign, ticker, media };

// One property with its old and new value in the notation of the programme file; "" if absent. `field` is the
// file's key ("share"). "item" means an item of a playlist that was added, removed or changed, and "order"
// means the items that stay in another order. "name" means that the thing has another name, and nothing else.
struct field_change {
  std::string field, before, after;
  bool operator==(const field_change&) const = default;
};

struct change {
  change_kind kind = change_kind::changed;
  views::subject subject = views::subject::programme;
  std::string name;  // of the screen, playlist, ...; for a ticker without a name the beginning of its text;
                     // empty for the programme itself
  std::vector<field_change> fields;  // also for added or removed things: the fields that are not the default
  bool operator==(const change&) const = default;
};

// The name that the thing had before, where the change is that it was renamed; else null. Campaigns and
// tickers that differ in their name alone are renamed. A screen is not: its name is what a player is paired
// as.
const std::string* name_before(const change& c);

// In the order programme, screens, playlists, campaigns, tickers, media; within each in the new programme's
// order, removed ones last. Version and validity do not count, because signing sets them.
std::vector<change> difference(const playlists::programme::programme& before,
                               const playlists::programme::programme& after);

// [{"kind","subject","name","fields":[{"field","before","after"}]}]
json::array to_json(const std::vector<change>& changes);

// The names of the screens that both have, in the order of `of`.
std::vector<std::string> common_screens(const playlists::programme::programme& of,
                                        const playlists::programme::programme& other);

// The tickers with the names that `change` gives them: one without a name has the beginning of its text.
std::vector<playlists::programme::ticker> named_tickers(const playlists::programme::programme& p);

}  // namespace bangtin::admin_cli::views
