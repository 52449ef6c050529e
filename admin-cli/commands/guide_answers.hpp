// What people type at the questions of "guide", as options of the commands that do the work. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::admin_cli::commands {

using typed_options = std::vector<std::pair<std::string, std::string>>;  // keys of a call, and their values

// When a campaign runs: dates, hours and weekdays in any order, with commas or spaces between: "1/10 - 10/10,
// 7h-11h30", "từ mai đến 31/12 t2-t6", "every day". The options are --from, --to, --yearly, --days and
// --hours, with the pieces as they were typed, which campaign_options reads. errc::usage names the piece that
// is none of these.
result<typed_options> when_options(std::string_view text, const playlists::programme::calendar_date& today);

// Opening hours as `screen pair --open` takes them: hours alone are those of every day, and "always open"
// is an empty text. errc::usage.
result<std::string> opening_hours(std::string_view text);

// A short name for a screen with this title that is none of `taken`: "Sảnh chính" gives "sanh-chinh".
std::string short_name(std::string_view title, const std::vector<std::string>& taken);

// Whether the person wants to leave: "q", "quit", "thoát".
bool means_leaving(std::string_view text);
// Whether the answer is no: "no", "không", "-".
bool means_no(std::string_view text);

}  // namespace bangtin::admin_cli::commands
