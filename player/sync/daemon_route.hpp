// The ways on which this screen reaches its daemon: the network, a USB stick that somebody carries, or both.
// The threads of the uplink work on either; they do not know which one answered.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "player/sync/bundle_box.hpp"
#include "player/sync/channel_news.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

struct daemon_route {
  daemon_route(daemon_address s, std::string t, const bundle_box* b = nullptr)
      : server(std::move(s)), token(std::move(t)), sticks(b) {}
  daemon_address server;  // an empty address: this screen has no network
  std::string token;      // empty before pairing
  // Must outlive what is opened; null: no sticks are read.
  const bundle_box* sticks = nullptr;
  // What waits for programmes and notices waits here while there is a channel; null: it polls.
  std::shared_ptr<channel_news> channel{};
  std::shared_ptr<client_pool> pool{};  // of connections, shared with other threads; null: its own
};

// As http_daemon. A stick comes first for what it brings, so that it is taken at once; the network comes
// first for what this screen sends.
std::unique_ptr<daemon_api> open_daemon(const daemon_route& route, std::function<bool()> stop,
                                        std::int64_t max_bytes_per_s = 0);
// `network`, whose waiting questions about programmes and notices wait for `news` while there is a channel.
std::unique_ptr<daemon_api> with_channel(std::unique_ptr<daemon_api> network,
                                         std::shared_ptr<channel_news> news, std::function<bool()> stop);

// Waits for `d`, until the stop is requested, or until a stick comes or goes.
void rest(const std::stop_token& stop, std::chrono::milliseconds d, const daemon_route& route);

}  // namespace bangtin::player::sync
