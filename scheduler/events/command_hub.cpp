// A waiter is a timer in a list: it ends at its timeout, and wake_all() ends it early by cancelling it.
// Nothing is handed over to a waiter; it asks for_screen() again.
#include "scheduler/events/command_hub.hpp"

#include <algorithm>

namespace bangtin::scheduler::events {

namespace {
constexpr std::chrono::minutes request_lifetime{1};

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

void command_hub::put(ledger::stored_notice n) {
  notices_.push_back(std::move(n));
  waiters_.wake_all();
}

void command_hub::recertify(const wire::root_chain& roots) {
  for (ledger::stored_notice& n : notices_) wire::recertify(n.note, roots);
}

// A stop is valid as long as the notice that it stops, so no stopped notice returns when the stop is
// forgotten.
void command_hub::forget(utc_ms now) {
  std::erase_if(notices_, [&](const ledger::stored_notice& n) { return n.value.expires <= now; });
}

wire::screen_commands command_hub::for_screen(const std::string& screen, std::int64_t after, utc_ms now) {
  forget(now);
  wire::screen_commands calls;
  for (const ledger::stored_notice& n : notices_) {
    bool wanted = n.value.number > after && n.value.is_for(screen) && !is_stopped(n, notices_);
    if (wanted) calls.notices.push_back(n.note);
  }
  auto w = requests_.find(screen);
  if (w == requests_.end()) return calls;
  bool open = w->second.answered < w->second.number && now - w->second.at < request_lifetime;
  if (open) calls.screenshot_request = w->second.number;
  return calls;
}

std::int64_t command_hub::request_screenshot(const std::string& screen, utc_ms now) {
  screenshot_request& w = requests_[screen];
  // Also greater than those of a daemon before this one.
  w.number = std::max<std::int64_t>(w.number + 1, to_unix_ms(now));
  w.at = now;
  waiters_.wake_all();
  return w.number;
}

void command_hub::screenshot_arrived(const std::string& screen, std::int64_t number) {
  auto w = requests_.find(screen);
  if (w == requests_.end() || number > w->second.number) return;
  w->second.answered = std::max(w->second.answered, number);
  waiters_.wake_all();
}

bool command_hub::is_answered(const std::string& screen, std::int64_t number) const {
  auto w = requests_.find(screen);
  return w != requests_.end() && w->second.answered >= number;
}

void command_hub::close() {
  closed_ = true;
  waiters_.wake_all();
}

}  // namespace bangtin::scheduler::events
