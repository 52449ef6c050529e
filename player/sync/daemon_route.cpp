// A stick comes first for what it brings, so that it is taken at once; the network comes first for what this
// screen sends.
#include "player/sync/daemon_route.hpp"

#include <condition_variable>
#include <mutex>

#include "player/sync/stick_daemon.hpp"

namespace bangtin::player::sync {

namespace {

using std::chrono::seconds;

std::unique_ptr<daemon_api> over_network(const daemon_route& route, const std::function<bool()>& stop,
                                         std::int64_t max_bytes_per_s) {
  auto network = http_daemon(route.server, route.token, stop, max_bytes_per_s, route.pool);
  return route.channel ? with_channel(std::move(network), route.channel, stop) : std::move(network);
}

// The network and the stick.
class on_both_ways final : public daemon_api {
 public:
  on_both_ways(const daemon_route& route, const std::function<bool()>& stop, std::int64_t max_bytes_per_s)
      : sticks_(*route.sticks),
        stick_(sticks_, stop),
        network_(over_network(
            route,
            [this, stop] { return (stop && stop()) || (interrupts_ && sticks_.generation() != seen_); },
            max_bytes_per_s)) {}

  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override {
    return network_first([&](daemon_api& d) { return d.ask_to_pair(r); });
  }
  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen,
                                                            const digest& token_sha256) override {
    return network_first([&](daemon_api& d) { return d.pairing_answer(screen, token_sha256); });
  }
  result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                          const std::optional<digest>& known,
                                                          seconds wait) override {
    const bool stick = stick_.has_programme(known);
    return ask(stick, [&](daemon_api& d) { return d.programme(screen, known, wait); });
  }
  result<wire::screen_commands> calls(const std::string& screen, std::int64_t after, seconds wait) override {
    return ask(stick_.has_notices(after), [&](daemon_api& d) { return d.calls(screen, after, wait); });
  }
  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override {
    result<void> come = stick_.fetch(file, from, sink);
    if (come || come.error().code != errc::unreachable) return come;
    return network_->fetch(file, from, sink);
  }
  result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) override {
    return network_first([&](daemon_api& d) { return d.send_plays(screen, b); });
  }
  result<newest_receipt> last_receipt(const std::string& screen, const std::string& log) override {
    return network_first([&](daemon_api& d) { return d.last_receipt(screen, log); });
  }
  std::int64_t evidence_format() const override { return network_->evidence_format(); }
  std::string shown_authority() const override { return network_->shown_authority(); }
  std::optional<milliseconds> asked_to_wait() const override { return network_->asked_to_wait(); }
  void keeps_trust(std::int64_t number) override { network_->keeps_trust(number); }
  std::int64_t announced_trust() const override { return answered_->announced_trust(); }
  result<wire::trust_document> trust(const std::string& screen) override { return answered_->trust(screen); }
  result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) override {
    return network_first([&](daemon_api& d) { return d.acknowledge(screen, a); });
  }
  result<void> send_screenshot(const std::string& screen, std::int64_t number,
                               const std::string& jpeg) override {
    return network_->send_screenshot(screen, number, jpeg);
  }
  result<std::int64_t> send_status(const std::string& screen, const wire::screen_status& s,
                                   std::int64_t format) override {
    return network_->send_status(screen, s, format);
  }
  result<evidence::signed_text> time(const std::string& nonce) override { return network_->time(nonce); }

 private:
  // A stick that comes ends the wait for the network.
  template <class Question>
  auto ask(bool stick, Question what) -> decltype(what(std::declval<daemon_api&>())) {
    answered_ = stick ? static_cast<daemon_api*>(&stick_) : network_.get();
    seen_ = sticks_.generation();
    interrupts_ = !stick;
    auto answer = what(*answered_);
    interrupts_ = false;
    return answer;
  }
  template <class Question>
  auto network_first(Question what) -> decltype(what(std::declval<daemon_api&>())) {
    auto answer = what(*network_);
    if (answer || answer.error().code != errc::unreachable) return answer;
    auto carried = what(stick_);
    return carried ? carried : answer;
  }

  const bundle_box& sticks_;
  stick_daemon stick_;
  std::uint64_t seen_ = 0;
  bool interrupts_ = false;
  std::unique_ptr<daemon_api> network_;
  daemon_api* answered_ = &stick_;  // the latest question about programme or calls
};

}  // namespace

std::unique_ptr<daemon_api> open_daemon(const daemon_route& route, std::function<bool()> stop,
                                        std::int64_t max_bytes_per_s) {
  if (route.sticks == nullptr) return over_network(route, stop, max_bytes_per_s);
  if (route.server.server.empty()) return std::make_unique<stick_daemon>(*route.sticks, std::move(stop));
  return std::make_unique<on_both_ways>(route, stop, max_bytes_per_s);
}

void rest(const std::stop_token& stop, std::chrono::milliseconds d, const daemon_route& route) {
  if (route.sticks != nullptr)
    return route.sticks->wait(route.sticks->generation(), d, [&] { return stop.stop_requested(); });
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, d, [] { return false; });
}

}  // namespace bangtin::player::sync
