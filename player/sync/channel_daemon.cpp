// The network with a channel: what would be a long poll waits for the channel, and asks by the usual routes
// once it has said that there is something. Where there is no channel, it polls as before.
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "player/sync/channel_news.hpp"
#include "player/sync/daemon_route.hpp"

namespace bangtin::player::sync {

namespace {

using std::chrono::seconds;

class through_channel final : public daemon_api {
 public:
  through_channel(std::unique_ptr<daemon_api> network, std::shared_ptr<channel_news> news,
                  std::function<bool()> stop)
      : network_(std::move(network)), news_(std::move(news)), stop_(std::move(stop)) {}

  // The first question, and the first after this screen has kept another site statement, goes to the daemon:
  // it learns from it what this screen keeps.
  result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                          const std::optional<digest>& known,
                                                          seconds wait) override {
    if (told_ != kept_) {
      auto answer = network_->programme(screen, known, seconds(0));
      if (answer) told_ = kept_;
      return by_network(std::move(answer));
    }
    switch (news_->wait_for_programme(known, kept_, wait, stop_)) {
      case channel_news::said::absent:
        return by_network(network_->programme(screen, known, wait));
      case channel_news::said::programme:
        return by_network(network_->programme(screen, known, seconds(0)));
      default:
        announced_ = news_->trust();
        return std::optional<wire::signed_programme>();
    }
  }

  // A screen that goes back to an earlier number wants to judge again what it has refused: that the daemon
  // still has.
  result<wire::screen_commands> calls(const std::string& screen, std::int64_t after, seconds wait) override {
    const bool back = after < std::exchange(after_, after);
    if (back) return by_network(network_->calls(screen, after, seconds(0)));
    auto heard = news_->wait_for_commands(after, kept_, wait, stop_);
    if (!heard) return by_network(network_->calls(screen, after, wait));
    announced_ = news_->trust();
    return std::move(*heard);
  }

  void keeps_trust(std::int64_t number) override {
    kept_ = number;
    network_->keeps_trust(number);
  }
  std::int64_t announced_trust() const override {
    return announced_ ? *announced_ : network_->announced_trust();
  }

  // ---- as over the network
  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override {
    return network_->ask_to_pair(r);
  }
  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen,
                                                            const digest& token) override {
    return network_->pairing_answer(screen, token);
  }
  std::string shown_authority() const override { return network_->shown_authority(); }
  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override {
    return network_->fetch(file, from, sink);
  }
  result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) override {
    return network_->send_plays(screen, b);
  }
  result<newest_receipt> last_receipt(const std::string& screen, const std::string& log) override {
    return network_->last_receipt(screen, log);
  }
  std::int64_t evidence_format() const override { return network_->evidence_format(); }
  std::optional<std::chrono::milliseconds> asked_to_wait() const override {
    return network_->asked_to_wait();
  }
  result<wire::trust_document> trust(const std::string& screen) override { return network_->trust(screen); }
  result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) override {
    return network_->acknowledge(screen, a);
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
  template <class Answer>
  Answer by_network(Answer a) {
    announced_.reset();
    return a;
  }

  std::unique_ptr<daemon_api> network_;
  std::shared_ptr<channel_news> news_;
  std::function<bool()> stop_;
  std::int64_t kept_ = 0;
  std::optional<std::int64_t> told_;       // what the daemon has heard of `kept_`
  std::int64_t after_ = 0;                 // of the latest question for notices
  std::optional<std::int64_t> announced_;  // by the channel, for the latest question
};

}  // namespace

std::unique_ptr<daemon_api> with_channel(std::unique_ptr<daemon_api> network,
                                         std::shared_ptr<channel_news> news, std::function<bool()> stop) {
  return std::make_unique<through_channel>(std::move(network), std::move(news), std::move(stop));
}

}  // namespace bangtin::player::sync
