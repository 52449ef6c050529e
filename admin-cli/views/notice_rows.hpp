// Prints emergency notices. `timezone` is an IANA name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/admin/notices.hpp"

namespace bangtin::admin_cli::views {

namespace admin = wire::admin;

enum class notice_state { on, stopped, over };

// The state of the notice at `now`.
notice_state state_at(const wire::admin::notice& n, utc_ms now);

// What each screen has said of a notice: [{"name","state","shown","ended","refused"}].
json::array to_json(const std::vector<admin::notice_screen>& all, const std::string& timezone);
// A notice that covers what the programme shows on a screen.
struct notice_cover {
  std::string id, text;       // the text's beginning
  utc_ms from{}, to{};        // it ends at `to` at the latest
  bool is_confirmed = false;  // the screen has said that it shows it
};
// The one that covers the screen at the instant. Of several the newest that the screen says it shows, else
// the newest that it may show.
std::optional<notice_cover> cover_of(const std::vector<admin::notice>& notices, const std::string& screen,
                                     utc_ms at);
// {"id","text","from","until","confirmed"}
json::object to_json(const notice_cover& c, const std::string& timezone);

json::object to_json(const wire::admin::notice& n, const std::string& timezone, utc_ms now);
// Prints a line for each notice, and a line per screen for those that are active.
void print_notices(printer& out, const std::vector<wire::admin::notice>& notices, const std::string& timezone,
                   utc_ms now);

}  // namespace bangtin::admin_cli::views
