#include "player/sync/channel_news.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"

namespace bangtin::player::sync {

namespace {

constexpr milliseconds look_at_stop_every{1'000};

error unreadable() {
  return {errc::invalid, msg("an event of the daemon's channel cannot be read"),
          msg("check that the address is that of bangtind, and look into its log")};
}

result<std::int64_t> number_in(const wire::stream_event& e) {
  std::optional<std::int64_t> n = parse_integer(e.data, 0, evidence::largest_integer);
  if (!n) return unreadable();
  return *n;
}

}  // namespace

bool channel_news::wait_until_wanted(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [&] { return wanted_; });
  return !stop.stop_requested();
}

channel_question channel_news::question() const {
  std::lock_guard lock(mutex_);
  return question_;
}

result<void> channel_news::hear(const wire::stream_event& e) {
  std::lock_guard lock(mutex_);
  if (result<void> taken = take(e); !taken) return taken;
  if (!e.id.empty()) question_.last_id = e.id;
  changed_.notify_all();
  return {};
}

// Precondition: mutex_ is held.
result<void> channel_news::take(const wire::stream_event& e) {
  namespace events = wire::channel_events;
  if (e.type == events::ready) {
    state_ = state::open;
  } else if (e.type == events::programme) {
    programme_ = digest::from(e.data);
    if (!programme_) return unreadable();
  } else if (e.type == events::trust || e.type == events::shot) {
    result<std::int64_t> n = number_in(e);
    if (!n) return n.error();
    (e.type == events::trust ? trust_ : shot_) = *n;
  } else if (e.type == events::notice) {
    result<json::value> v = parse_json(e.data);
    if (!v) return v.error();
    result<wire::signed_notice> n = wire::signed_notice_from_value(*v);
    if (!n) return n.error();
    if (notices_.size() >= max_notices) notices_.erase(notices_.begin());
    notices_.push_back(std::move(*n));
  }
  return {};
}

void channel_news::end(bool comes_again, std::optional<error> why) {
  std::lock_guard lock(mutex_);
  state_ = comes_again ? state::coming : state::absent;
  if (why && why->code == errc::verification) failed_ = std::move(why);
  changed_.notify_all();
}

bool channel_news::is_open() const {
  std::lock_guard lock(mutex_);
  return state_ == state::open;
}

std::int64_t channel_news::trust() const {
  std::lock_guard lock(mutex_);
  return trust_;
}

// Waits until it is `ready` or the channel is absent.
template <class Ready>
void channel_news::wait(std::unique_lock<std::mutex>& lock, milliseconds most,
                        const std::function<bool()>& stop, Ready ready) {
  const auto began = std::chrono::steady_clock::now();
  const auto until = began + most;
  for (;;) {
    const auto now = std::chrono::steady_clock::now();
    const bool in_vain = state_ == state::coming && now - began >= open_timeout;
    if (in_vain) state_ = state::absent;
    if (ready() || state_ == state::absent || now >= until || (stop && stop())) return;
    changed_.wait_until(lock, std::min(until, now + look_at_stop_every));
  }
}

channel_news::said channel_news::wait_for_programme(const std::optional<digest>& known, std::int64_t kept,
                                                    milliseconds most, const std::function<bool()>& stop) {
  std::unique_lock lock(mutex_);
  const auto is_another = [&] { return state_ == state::open && programme_ != known; };
  const auto is_newer = [&] { return state_ == state::open && trust_ > kept; };
  wait(lock, most, stop, [&] { return is_another() || is_newer(); });
  if (state_ == state::absent) return said::absent;
  if (is_another()) return said::programme;
  return is_newer() ? said::trust : said::nothing;
}

std::optional<result<wire::screen_commands>> channel_news::wait_for_commands(
    std::int64_t after, std::int64_t kept, milliseconds most, const std::function<bool()>& stop) {
  std::unique_lock lock(mutex_);
  question_.after = after;
  question_.trust = kept;
  if (!std::exchange(wanted_, true)) changed_.notify_all();
  wire::screen_commands found;
  wait(lock, most, stop, [&] {
    found = take_commands(after);
    return failed_ || found != wire::screen_commands() || trust_ > kept;
  });
  if (failed_) return *std::exchange(failed_, std::nullopt);
  if (state_ == state::absent && found == wire::screen_commands()) return std::nullopt;
  return found;
}

// Precondition: mutex_ is held.
wire::screen_commands channel_news::take_commands(std::int64_t after) {
  wire::screen_commands found;
  for (wire::signed_notice& n : notices_) {
    const std::optional<wire::notice_claim> claimed = wire::claim_of(n.bytes);
    if (!claimed || claimed->number > after) found.notices.push_back(std::move(n));
  }
  notices_.clear();
  if (std::exchange(shot_taken_, shot_) != shot_) found.screenshot_request = shot_;
  return found;
}

}  // namespace bangtin::player::sync
