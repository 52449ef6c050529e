// What the alerts remember across a restart: what people were told, so that nothing is told twice and what is
// over is still told. docs/formats.md has the JSON. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scheduler/alerts/alert_values.hpp"

namespace bangtin::scheduler::alerts {

struct remembered_alert {
  alert_kind kind = alert_kind::dark;
  std::string screen;
  bool told = false;        // people believe that it goes on
  utc_ms since{};           // of the alert that was told last
  utc_ms told_at{};         // the last message about it
  std::int64_t raised = 0;  // how often it came, without a quiet day between
  message what{};
  bool operator==(const remembered_alert&) const = default;
};

// A message that is on its way: nobody knows yet whether people got it.
struct message_under_way {
  utc_ms at{};
  alert_report report;
  bool operator==(const message_under_way&) const = default;
};

struct alert_memory {
  std::vector<remembered_alert> alerts;
  std::vector<utc_ms> sent;  // the messages of the last hour
  std::optional<message_under_way> under_way{};
  bool operator==(const alert_memory&) const = default;
};

std::string to_json(const alert_memory& m);
// errc::invalid for anything else.
result<alert_memory> memory_from_json(std::string_view text);

}  // namespace bangtin::scheduler::alerts
