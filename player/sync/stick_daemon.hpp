// The daemon as a USB stick knows it: answers to what this screen asks, from the stick that is plugged in.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "player/sync/bundle_box.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

// errc::unreachable while no stick is plugged in, and for what a stick cannot answer. `sticks` must outlive
// it; it stops waiting soon after `stop` returns true. Not thread-safe.
class stick_daemon final : public daemon_api {
 public:
  stick_daemon(const bundle_box& sticks, std::function<bool()> stop)
      : sticks_(sticks), stop_(std::move(stop)) {}

  // Whether the stick that is plugged in now has another programme than `known`, or notices after the number
  // `after`.
  bool has_programme(const std::optional<digest>& known) const;
  bool has_notices(std::int64_t after) const;

  // Leaves the request on the stick until somebody has answered it.
  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override;
  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen,
                                                            const digest& token_sha256) override;
  result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                          const std::optional<digest>& known,
                                                          std::chrono::seconds wait) override;
  result<wire::screen_commands> calls(const std::string& screen, std::int64_t after,
                                      std::chrono::seconds wait) override;
  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override;
  // Answers from the receipt on the stick: the bundle thread writes the records.
  result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) override;
  // A stick may be older than what the daemon knows by now, so its receipt never says that records are lost
  // there.
  result<newest_receipt> last_receipt(const std::string& screen, const std::string& log) override;
  std::int64_t evidence_format() const override { return 0; }
  std::optional<milliseconds> asked_to_wait() const override { return std::nullopt; }
  void keeps_trust(std::int64_t) override {}
  std::int64_t announced_trust() const override;
  result<wire::trust_document> trust(const std::string& screen) override;
  // The bundle thread writes it onto the stick.
  result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) override;
  result<void> send_screenshot(const std::string& screen, std::int64_t number,
                               const std::string& jpeg) override;
  result<std::int64_t> send_status(const std::string& screen, const wire::screen_status& s,
                                   std::int64_t format) override;
  result<evidence::signed_text> time(const std::string& nonce) override;

 private:
  // Waits for a stick that brings this, up to `wait`. Returns whether one with a bundle is plugged in then;
  // `stick_` is that one, also for trust().
  template <class Brings>
  bool wait_until(std::chrono::seconds wait, Brings brings);
  result<void> copy(int fd, std::int64_t from, const byte_sink& sink) const;

  const bundle_box& sticks_;
  std::function<bool()> stop_;
  std::shared_ptr<const plugged_stick> stick_;  // that answered the latest question
  std::string answered_;                        // the text of the receipt that was answered last
};

}  // namespace bangtin::player::sync
