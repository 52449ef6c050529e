// Sends a notice, and waits until the screens have said whether they show it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "wire/notice.hpp"

namespace bangtin::admin_cli::commands {

// Signs the notice with the approver's key, under a number greater than `newest`, and sends it to the daemon.
// Its time begins when it is signed, because people may take long to answer.
result<void> send_notice(session& s, const approver& who, std::int64_t newest, wire::notice& n);

struct notice_watch {
  std::vector<std::string> ids;  // of the notices
  // Whether this screen has said what is waited for.
  std::function<bool(const wire::admin::notice_screen&)> has_answered;
  // Nobody waits for these: they have not been heard of for minutes.
  std::vector<std::string> silent;
  bool only_look = false;  // once, without waiting
};

// The notices as the daemon has them when all screens have answered, after 10 s, or at Ctrl-C, which from now
// on ends the command in good order. Nothing, with a note, if the daemon does not say.
std::optional<std::vector<wire::admin::notice>> watch_notices(session& s, const notice_watch& w);

// The names of the paired screens that have not been heard of for minutes.
std::vector<std::string> silent_screens(const std::vector<wire::admin::screen>& rows, utc_ms now);

}  // namespace bangtin::admin_cli::commands
