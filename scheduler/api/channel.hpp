// The endpoint for a screen's channel: one answer that does not end, from which the screen learns what there
// is for it, in place of two long polls. rows.hpp describes owner, threads and errors.
#pragma once

#include <chrono>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/api/rows.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/channel_hub.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/events/reported_numbers.hpp"
#include "scheduler/events/trust_hub.hpp"
#include "wire/channel.hpp"

namespace bangtin::scheduler::api {

struct channel_times {
  std::chrono::milliseconds heartbeat = wire::channel_heartbeat;
  // After this time, a third more or less at random, the daemon ends a channel: then the screen asks again,
  // and its credential and all limits are looked at again.
  std::chrono::milliseconds lifetime = std::chrono::minutes(15);
};

// What there is for a screen now.
struct channel_state {
  std::string programme;  // the digest of the published one in hexadecimal; empty: none is published
  std::int64_t trust = 0, authority = 0;
  wire::screen_commands commands;  // with the notices that it has not been told of
  std::int64_t newest_notice = 0;
};

// The events that bring a screen which was told `told` up to `now`; `told` is then what it has been told.
// Empty: nothing is new. Pure.
std::string channel_news(const channel_state& now, wire::channel_position& told);

class channel_handlers {
 public:
  struct deps {
    const screen_directory& directory;
    events::channel_hub& channels;
    events::programme_hub& programmes;
    events::command_hub& commands;
    events::trust_hub& trust;
    events::reported_numbers& reported;
    const clock_source& clock;
    std::size_t max_channels;
    channel_times times;
  };
  static std::vector<http::endpoint> rows(deps d);
  explicit channel_handlers(deps d) : deps_(d) {}

 private:
  handled open(http::request& r);

  deps deps_;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace bangtin::scheduler::api
