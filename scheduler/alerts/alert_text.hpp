// A message about alerts, for people and for the hook. In the process language.
#pragma once

#include <string>
#include <vector>

#include "scheduler/alerts/alert_values.hpp"

namespace bangtin::scheduler::alerts {

struct alert_message {
  std::string id;       // of this message's content and time: the same for one that is sent again
  std::string subject;  // one line
  std::string text;     // lines
  std::string json;     // docs/formats.md, "Alerts"
  std::vector<std::string> environment;  // NAME=value
};

// `site`: what people know the daemon by, its host's name.
alert_message message_of(const alert_report& report, const std::string& site, utc_ms now);
// What "bangtin doctor --test-alert" sends.
alert_message test_message(const std::string& site, utc_ms now);

}  // namespace bangtin::scheduler::alerts
