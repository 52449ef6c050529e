// When each screen changes over to a programme, as the screens report it, and as "approve" and "status" say
// it. Pure. `timezone` is an IANA name.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/views/printing.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "wire/admin/screen_state.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

using wire::admin::changeover;
using wire::admin::changeover_of;
using wire::admin::changeover_state;
using wire::admin::is_late;
using wire::admin::is_silent;
using wire::admin::supply_of;

// The word in JSON: "on-show", "changes-over", ...
std::string_view to_string(changeover_state s);

// One for each of `screens`, in that order.
std::vector<changeover> changeovers_of(const std::vector<std::string>& screens,
                                       const std::vector<wire::admin::screen>& reported, std::int64_t version,
                                       utc_ms now);
// Whether a later report may say more within seconds.
bool may_say_more(const changeover& c);

// "changes over at 07:00:12", "fetches 12.0 MB, about 2 min", ...
std::string text_of(const changeover& c, const std::string& timezone, utc_ms now);
// {"screen","state","version","shows","at","bytes","missing_bytes","eta_s","last_seen"}
json::object to_json(const changeover& c, const std::string& timezone);

// What people should know about the programme of this screen while it does not show the published one. The
// remedy is empty where it only needs time.
struct programme_remark {
  std::string what, remedy;
  bool serious = false;  // it does not mend itself
};
// Empty when the screen shows the published programme, or has never reported.
std::optional<programme_remark> remark_on_programme(const wire::admin::screen& s,
                                                    const wire::admin::site& site, utc_ms now);
// "status": the same as one text.
std::optional<std::string> next_programme_line(const wire::admin::screen& s, const wire::admin::site& site,
                                               utc_ms now);
// "status": the version that it shows, and the one to come: "3", "3 → 4".
std::string version_text(const wire::admin::screen& s);

}  // namespace bangtin::admin_cli::views
