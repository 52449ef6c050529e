// What differs between two programmes, in the words of the programme file. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

enum class change_kind { added, removed, changed };
enum class subject { programme, screen, playlist, campaign, ticker, media };

// One property with its old and new value as the programme file would write them; "" where there was none.
// `field` is the file's key ("share"); an item of a playlist that came or went has the field "item", and
// "order" says that the same items stand in another order.
struct field_change {
  std::string field, before, after;
  bool operator==(const field_change&) const = default;
};

struct change {
  change_kind kind = change_kind::changed;
  views::subject subject = views::subject::programme;
  std::string name;                  // of the screen, playlist, ...; of a ticker without one the beginning of
                                     // its text; empty for the programme itself
  std::vector<field_change> fields;  // of what is added or removed too, those that are not the default
  bool operator==(const change&) const = default;
};

// In the order programme, screens, playlists, campaigns, tickers, media; within each as the new programme has
// them, what was removed last. Version and validity are no difference: they are made by signing.
std::vector<change> difference(const playlists::programme::programme& before,
                               const playlists::programme::programme& after);

// [{"kind","subject","name","fields":[{"field","before","after"}]}]
json::array to_json(const std::vector<change>& changes);

// For people, in the language of the process: a line per change, indented lines for its fields; one line when
// there is no difference.
void print_difference(printer& out, const std::vector<change>& changes);

}  // namespace bangtin::admin_cli::views
