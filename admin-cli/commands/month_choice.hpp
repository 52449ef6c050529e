// The month that a plays command is about: --month, else the month that it is now at the site.
#pragma once

#include <string>

#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

// "2026-10". Asks the daemon for the site's time zone only if the call names no month or one in words ("this
// month"). errc::usage for a text that is no month; otherwise the errors of that question.
result<std::string> chosen_month(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
