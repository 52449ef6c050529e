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
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::views {

// A screen that was not seen for this long counts as silent.
constexpr std::chrono::minutes silent_after{3};
bool is_silent(const wire::admin::screen& s, utc_ms now);

enum class changeover_state {
  on_show,       // it shows the programme
  changes_over,  // it has everything, and changes over at `at`
  fetches,       // it fetches the files
  not_heard,     // it reports, but not of this programme
  cannot_say,    // its player is too old to say
  silent,        // it has not been heard of for some minutes, or never
  no_display,    // it has nothing to show it on
  unpaired       // the programme has the screen, but no player is paired with it
};
// The word in JSON: "on-show", "changes-over", ...
std::string_view to_string(changeover_state s);

struct changeover {
  std::string screen;
  changeover_state state = changeover_state::silent;
  std::int64_t version = 0;                   // of the programme that it changes over to
  std::int64_t shows = 0;                     // the version that it shows; 0: none
  std::optional<utc_ms> at;                   // only when it changes over
  std::int64_t bytes = 0, missing_bytes = 0;  // of the files that it fetches
  bool waits = false;                         // for its download hours
  std::optional<std::chrono::seconds> left;   // until they are here; empty: nothing arrives, or not known yet
  std::optional<utc_ms> last_seen;
  bool operator==(const changeover&) const = default;
};

// What the screen says about the programme `version`, or about a newer one.
changeover changeover_of(const wire::admin::screen& s, std::int64_t version, utc_ms now);
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
// How the daemon serves the screen: what it says itself, or "frozen" when it reports and has not been offered
// what was published minutes before.
std::string supply_of(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now);
// "status": the version that it shows, and the one to come: "3", "3 → 4".
std::string version_text(const wire::admin::screen& s);

}  // namespace bangtin::admin_cli::views
