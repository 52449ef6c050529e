#include "scheduler/events/command_hub.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bangtin::scheduler::events {

namespace {
constexpr std::chrono::minutes wish_holds{1};

bool is_stopped(const ledger::stored_notice& n, const std::vector<ledger::stored_notice>& all) {
  return std::any_of(all.begin(), all.end(), [&](const ledger::stored_notice& other) {
    const std::vector<std::string>& stops = other.value.stops;
    return std::find(stops.begin(), stops.end(), n.value.id) != stops.end();
  });
}

}  // namespace

std::vector<const ledger::stored_notice*> notices_on(const std::vector<ledger::stored_notice>& all,
                                                     utc_ms now) {
  std::vector<const ledger::stored_notice*> on;
  for (const ledger::stored_notice& n : all) {
    if (!n.value.is_stop() && n.value.expires > now && !is_stopped(n, all)) on.push_back(&n);
  }
  return on;
}

void call_board::put(ledger::stored_notice n) {
  notices_.push_back(std::move(n));
  wake_all();
}

// A stop is valid as long as what it stops, so nothing comes back when it is forgotten.
void call_board::forget(utc_ms now) {
  std::erase_if(notices_, [&](const ledger::stored_notice& n) { return n.value.expires <= now; });
}

wire::screen_calls call_board::for_screen(const std::string& screen, std::int64_t after, utc_ms now) {
  forget(now);
  wire::screen_calls calls;
  for (const ledger::stored_notice& n : notices_) {
    bool wanted = n.value.number > after && n.value.is_for(screen) && !is_stopped(n, notices_);
    if (wanted) calls.notices.push_back(n.note);
  }
  auto w = wishes_.find(screen);
  if (w == wishes_.end()) return calls;
  bool open = w->second.answered < w->second.number && now - w->second.at < wish_holds;
  if (open) calls.shot = w->second.number;
  return calls;
}

std::int64_t call_board::wish_shot(const std::string& screen, utc_ms now) {
  wish& w = wishes_[screen];
  // Also greater than those of a daemon before this one.
  w.number = std::max<std::int64_t>(w.number + 1, now.time_since_epoch().count());
  w.at = now;
  wake_all();
  return w.number;
}

void call_board::shot_came(const std::string& screen, std::int64_t number) {
  auto w = wishes_.find(screen);
  if (w == wishes_.end() || number > w->second.number) return;
  w->second.answered = std::max(w->second.answered, number);
  wake_all();
}

bool call_board::is_answered(const std::string& screen, std::int64_t number) const {
  auto w = wishes_.find(screen);
  return w != wishes_.end() && w->second.answered >= number;
}

void call_board::wake_all() {
  for (asio::steady_timer& t : waiting_) t.cancel();
}

void call_board::close() {
  closed_ = true;
  wake_all();
}

asio::awaitable<void> call_board::wait(std::chrono::steady_clock::duration most) {
  auto mine = waiting_.emplace(waiting_.end(), executor_, most);
  co_await mine->async_wait(asio::as_tuple(asio::use_awaitable));
  waiting_.erase(mine);
}

}  // namespace bangtin::scheduler::events
