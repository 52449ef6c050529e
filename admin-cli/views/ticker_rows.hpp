// Tickers as JSON and as tables. Strings are in the process language; otherwise pure.
#pragma once

#include <vector>

#include "admin-cli/views/playlist_rows.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/json.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::views {

// All keys of a ticker in the programme file, null where the file would have none, and "number" and "draft".
json::object ticker_json(const playlists::programme::ticker& t, std::size_t number, draft_state state);

// `states` has one for each ticker.
table ticker_table(const std::vector<playlists::programme::ticker>& all,
                   const std::vector<draft_state>& states);
// One fact a line.
table ticker_sheet(const playlists::programme::ticker& t);

// "gio-tiep-dan" in quotes; for a ticker without a name the beginning of its text.
std::string ticker_name(const playlists::programme::ticker& t);

}  // namespace bangtin::admin_cli::views
