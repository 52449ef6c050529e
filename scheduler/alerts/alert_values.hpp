// What an alert is about, and the rules by which one is told. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/message.hpp"

namespace bangtin::scheduler::alerts {

enum class alert_kind {
  dark,  // the screen shows nothing of ours although it should, or is not heard of
  late,  // it plays an older programme than the published one
  full,  // its disk is nearly full; of the daemon: it can store nothing
  hot
};
constexpr std::array all_kinds{alert_kind::dark, alert_kind::late, alert_kind::full, alert_kind::hot};
// "dark", ...: the word in the configuration, in JSON and in the hook's environment.
std::string_view to_string(alert_kind k);

// What was looked at just now.
enum class finding {
  absent,
  present,
  unknown  // nobody can know now: the screen is closed, or silent
};
struct observation {
  alert_kind kind = alert_kind::dark;
  std::string screen;  // empty: the daemon itself
  finding found = finding::absent;
  message what{};  // of what is present, for people: "has no display"
  bool operator==(const observation&) const = default;
};

struct alert_rules {
  // How long it must last before it is told, by kind.
  std::array<milliseconds, all_kinds.size()> after{std::chrono::minutes(10), std::chrono::hours(2),
                                                   std::chrono::hours(1), std::chrono::minutes(15)};
  milliseconds remind = std::chrono::hours(24);  // until it is told again; 0: never
  int per_hour = 6;                              // messages, not alerts
  // What begins within this time is told in one message.
  milliseconds gather = std::chrono::minutes(2);
  // A pause that is shorter does not end an alert. It doubles with each return within a day, up to an hour.
  milliseconds calm = std::chrono::minutes(5);

  milliseconds after_of(alert_kind k) const { return after[static_cast<std::size_t>(k)]; }
};

enum class alert_event { begins, goes_on, ends };
std::string_view to_string(alert_event e);  // "begins", "goes_on", "ends"

struct alert_line {
  alert_event event = alert_event::begins;
  alert_kind kind = alert_kind::dark;
  std::string screen;  // empty: the daemon itself
  utc_ms since{};      // when it was first seen
  message what{};      // the latest
  bool operator==(const alert_line&) const = default;
};
// One message: those that begin first, then by kind and screen.
using alert_report = std::vector<alert_line>;

}  // namespace bangtin::scheduler::alerts
