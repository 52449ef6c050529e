// The daemon's answers from a stick, and both ways together.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/errno_text.hpp"
#include "player/sync/daemon_route.hpp"
#include "wire/messages.hpp"

namespace bangtin::player::sync {

namespace {

using std::chrono::seconds;

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::int64_t max_answer_bytes = 256 * 1024;

error no_stick() {
  return {errc::unreachable, msg("no USB stick with a bundle for this screen is plugged in"),
          msg("export one with \"bangtin bundle export\" and plug it in")};
}

error pulled() {
  return {errc::unreachable, msg("the USB stick was pulled"), msg("plug it in again: it is gone on with")};
}

// What a stick fails with while it is pulled is no fault of its content.
error of_stick(const plugged_stick& s, const error& e) {
  const bool damaged = e.code == errc::invalid || e.code == errc::limit || e.code == errc::verification;
  return damaged && s.folder.is_there() ? e : pulled();
}

class from_stick final : public daemon_api {
 public:
  from_stick(const bundle_box& sticks, std::function<bool()> stop)
      : sticks_(sticks), stop_(std::move(stop)) {}

  // The request stays on the stick until somebody has answered it.
  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override {
    const auto s = sticks_.current();
    if (!s) return no_stick();
    const std::string name = s->screen_folder + "/" + std::string(wire::bundle_request_name);
    if (result<void> written = s->folder.write(name, wire::to_json(r) + "\n"); !written)
      return of_stick(*s, written.error());
    return 0;
  }

  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key&,
                                                            const digest& token_sha256) override {
    using none = std::optional<wire::pairing_grant>;
    const auto s = sticks_.current();
    if (!s) return no_stick();
    result<std::string> text =
        s->folder.read(s->screen_folder + "/" + std::string(wire::bundle_answer_name), max_answer_bytes);
    if (!text && text.error().code == errc::not_found) return none();
    if (!text) return of_stick(*s, text.error());
    result<wire::carried_grant> answer = wire::carried_grant_from_json(*text);
    if (!answer || answer->token_sha256 != token_sha256) return none();
    result<wire::pairing_grant> grant = wire::pairing_grant_from_json(answer->grant);
    if (!grant) return grant.error();
    return none(std::move(*grant));
  }

  result<std::optional<wire::signed_programme>> programme(const std::string&,
                                                          const std::optional<digest>& known,
                                                          seconds wait) override {
    using answer = std::optional<wire::signed_programme>;
    const bool here = wait_until(wait, [&](const plugged_stick& s) { return brings_programme(s, known); });
    if (!here) return no_stick();
    if (!brings_programme(*stick_, known)) return answer();
    return answer(stick_->programme);
  }

  result<wire::screen_commands> calls(const std::string&, std::int64_t after, seconds wait) override {
    wire::screen_commands news;
    const bool here = wait_until(wait, [&](const plugged_stick& s) { return brings_notices(s, after); });
    if (!here) return no_stick();
    for (const wire::signed_notice& n : stick_->commands.notices) {
      result<wire::notice> value = wire::notice_from_bytes(n.bytes);
      if (!value || value->number > after) news.notices.push_back(n);
    }
    return news;
  }

  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override {
    const auto s = sticks_.current();
    if (!s || !s->index) return no_stick();
    const auto& files = s->index->files;
    const auto known =
        std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.sha256 == file; });
    if (known == files.end()) return no_stick();
    result<unique_fd> fd = s->folder.open_file(wire::bundle_file(file), known->bytes);
    if (!fd) return of_stick(*s, fd.error());
    return copy(fd->get(), from, sink);
  }

  // The daemon has these records if a receipt on the stick says so. They are written onto the stick by the
  // bundle thread.
  result<plays_answer> send_plays(const std::string&, const evidence::batch& b) override {
    const auto s = sticks_.current();
    if (!s || !s->receipt || !s->receipt->receipt) return no_stick();
    result<evidence::receipt> r = evidence::receipt_from_text(s->receipt->receipt->text);
    if (!r || r->acknowledged.log != b.log || r->acknowledged.seq < b.first_seq) return no_stick();
    // A journal that sends old records again goes on behind them.
    const std::int64_t last = b.first_seq + std::ssize(b.lines) - 1;
    if (std::exchange(answered_, s->receipt->receipt->text) == s->receipt->receipt->text &&
        r->acknowledged.seq > last) {
      return plays_answer(expected_seq{r->acknowledged.seq + 1});
    }
    return plays_answer(*s->receipt->receipt);
  }

  // A stick may be older than what the daemon knows by now, so its receipt never says that records are lost
  // there.
  result<newest_receipt> last_receipt(const std::string&, const std::string& log) override {
    const auto s = sticks_.current();
    if (!s || !s->receipt) return no_stick();
    if (s->receipt->log == log && s->receipt->receipt)
      return newest_receipt{log, s->receipt->receipt, std::numeric_limits<std::int64_t>::max()};
    if (s->receipt->log == log || s->receipt->log.empty())
      return newest_receipt{s->receipt->log, {}, std::numeric_limits<std::int64_t>::max()};
    return newest_receipt{s->receipt->log, {}, 0};
  }

  std::int64_t evidence_format() const override { return 0; }
  std::optional<milliseconds> asked_to_wait() const override { return std::nullopt; }
  void keeps_trust(std::int64_t) override {}
  std::int64_t announced_trust() const override { return stick_ ? stick_->trust_number : 0; }
  result<evidence::signed_text> trust(const std::string&) override {
    if (!stick_ || !stick_->trust) return no_stick();
    return *stick_->trust;
  }
  result<void> acknowledge(const std::string&, const wire::acknowledgement&) override { return no_stick(); }
  result<void> send_screenshot(const std::string&, std::int64_t, const std::string&) override {
    return no_stick();
  }
  result<std::int64_t> send_status(const std::string&, const wire::screen_status&, std::int64_t) override {
    return no_stick();
  }
  result<evidence::signed_text> time(const std::string&) override { return no_stick(); }

  // Whether the stick that is plugged in now has another programme than this one.
  bool has_programme(const std::optional<digest>& known) const {
    const auto s = sticks_.current();
    return s && brings_programme(*s, known);
  }
  bool has_notices(std::int64_t after) const {
    const auto s = sticks_.current();
    return s && brings_notices(*s, after);
  }

 private:
  static bool brings_programme(const plugged_stick& s, const std::optional<digest>& known) {
    return s.programme && s.index && s.index->programme != known;
  }
  static bool brings_notices(const plugged_stick& s, std::int64_t after) {
    return std::any_of(s.commands.notices.begin(), s.commands.notices.end(),
                       [&](const wire::signed_notice& n) {
                         result<wire::notice> value = wire::notice_from_bytes(n.bytes);
                         return !value || value->number > after;
                       });
  }
  // Waits for a stick that brings this, up to `wait`. Whether one is plugged in then, with a bundle; `stick_`
  // is that one, also for trust().
  template <class Brings>
  bool wait_until(seconds wait, Brings brings) {
    const auto until = std::chrono::steady_clock::now() + wait;
    for (;;) {
      const std::uint64_t seen = sticks_.generation();
      stick_ = sticks_.current();
      if (stick_ && !stick_->index) stick_.reset();
      const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
      if ((stick_ && brings(*stick_)) || left.count() <= 0 || (stop_ && stop_())) return stick_ != nullptr;
      sticks_.wait(seen, left, stop_);
    }
  }
  result<void> copy(int fd, std::int64_t from, const byte_sink& sink) const {
    std::string buffer(piece_bytes, '\0');
    for (;;) {
      if (stop_ && stop_()) return pulled();
      const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), from);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return pulled();
      if (n == 0) return {};
      if (!sink(std::string_view(buffer).substr(0, static_cast<std::size_t>(n)))) return pulled();
      from += n;
    }
  }

  const bundle_box& sticks_;
  std::function<bool()> stop_;
  std::shared_ptr<const plugged_stick> stick_;  // that answered the latest question
  std::string answered_;                        // the text of the receipt that was answered last
};

// The network and the stick.
class on_both_ways final : public daemon_api {
 public:
  on_both_ways(const daemon_route& route, const std::function<bool()>& stop, std::int64_t max_bytes_per_s)
      : sticks_(*route.sticks),
        stick_(sticks_, stop),
        network_(http_daemon(
            route.server, route.token,
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
  result<evidence::signed_text> trust(const std::string& screen) override { return answered_->trust(screen); }
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
  from_stick stick_;
  std::uint64_t seen_ = 0;
  bool interrupts_ = false;
  std::unique_ptr<daemon_api> network_;
  daemon_api* answered_ = &stick_;  // the latest question about programme or calls
};

}  // namespace

std::unique_ptr<daemon_api> stick_daemon(const bundle_box& sticks, std::function<bool()> stop) {
  return std::make_unique<from_stick>(sticks, std::move(stop));
}

std::unique_ptr<daemon_api> open_daemon(const daemon_route& route, std::function<bool()> stop,
                                        std::int64_t max_bytes_per_s) {
  if (route.sticks == nullptr)
    return http_daemon(route.server, route.token, std::move(stop), max_bytes_per_s);
  if (route.server.server.empty()) return stick_daemon(*route.sticks, std::move(stop));
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
