// Tells an alert to the hook and by e-mail, as the configuration says.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/language.hpp"
#include "scheduler/alerts/alert_text.hpp"
#include "scheduler/alerts/alert_values.hpp"
#include "scheduler/alerts/observe.hpp"

namespace bangtin::scheduler::alerts {

// The table [alerts] of bangtind.toml.
struct alert_setup {
  std::filesystem::path command;  // the hook; empty: none
  std::vector<std::string> mail;  // addresses; empty: no e-mail
  std::string from;               // of the e-mail; empty: as sendmail likes
  std::optional<language> speaks{};
  std::int64_t hot_c = default_hot_c;
  alert_rules rules;
  // Not in the file.
  std::filesystem::path sendmail = "/usr/sbin/sendmail";
  milliseconds timeout = std::chrono::seconds(30);
  milliseconds look_every = std::chrono::seconds(30);

  bool is_on() const { return !command.empty() || !mail.empty(); }
};

struct delivery {
  std::optional<error> command, mail;  // what failed
  bool told = false;                   // one of them has told it
};

// Blocks, for twice the timeout at most.
delivery deliver(const alert_setup& setup, const alert_message& m, std::stop_token stop);

}  // namespace bangtin::scheduler::alerts
