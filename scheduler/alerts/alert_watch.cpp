// A ledger that cannot be read leaves only the daemon's own alert to be looked at: the screens keep the state
// that they had.
#include "scheduler/alerts/alert_watch.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/text.hpp"

namespace bangtin::scheduler::alerts {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "bangtind";
  return printable(name.data());
}

result<std::vector<watched_screen>> read_screens(ledger::ledger& l) {
  result<std::vector<ledger::paired_screen>> all = l.screens().all();
  if (!all) return all.error();
  std::vector<watched_screen> found;
  for (const ledger::paired_screen& s : *all) {
    if (s.unpaired) continue;
    auto report = l.screens().report_of(s.name);
    if (!report) return report.error();
    found.push_back({s.name, s.paired, std::move(*report)});
  }
  return found;
}

void log_failure(std::string_view channel, const std::optional<error>& e) {
  if (e) spdlog::error("an alert was not told by {}: {}", channel, describe(*e));
}

}  // namespace

alert_watch::alert_watch(deps d, alert_setup setup)
    : deps_(std::move(d)), setup_(std::move(setup)), host_(host_name()) {}

asio::awaitable<void> alert_watch::restore() {
  auto text = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.alerts().memory(); });
  if (!text) {
    spdlog::warn("what was told of alerts could not be read: {}", describe(text.error()));
  } else if (*text) {
    result<alert_memory> read = memory_from_json(**text);
    if (read) {
      stored_ = std::move(*read);
    } else {
      spdlog::warn("what was told of alerts is forgotten: {}", describe(read.error()));
    }
  }
  machine_.emplace(setup_.rules, stored_);
}

asio::awaitable<std::optional<watched_site>> alert_watch::read_site() {
  watched_site site;
  if (result<void> stores = co_await deps_.storage(); !stores) site.storage = stores.error();
  auto screens = co_await deps_.ledger.ask([](ledger::ledger& l) { return read_screens(l); });
  if (!screens) {
    spdlog::warn("the screens were not looked at for alerts: {}", describe(screens.error()));
    co_return std::nullopt;
  }
  site.screens = std::move(*screens);
  co_return site;
}

asio::awaitable<void> alert_watch::look() {
  std::optional<watched_site> site = co_await read_site();
  if (!site) co_return;
  const auto published = deps_.programmes.current();
  const auto programme = deps_.programmes.zone();
  site->version = published ? published->version : 0;
  site->programme = programme.get();
  const utc_ms now = deps_.clock.now().utc;
  const auto seen = co_await deps_.documents.run([&] { return observe(now, *site, setup_.hot_c); });
  const std::optional<alert_report> report = machine_->step(now, seen);
  if (report) {
    message_under_way m{now, *report};
    co_await send(std::move(m));
  } else {
    co_await keep(nullptr);
  }
}

// Whoever is killed while a message is on its way cannot know whether it arrived. An alert that is lost is
// worse than one that comes twice: after the restart the same message goes out again, with the same id, by
// which hooks and mail systems know it.
asio::awaitable<void> alert_watch::send(message_under_way m) {
  co_await keep(&m);
  alert_message text = message_of(m.report, host_, m.at);
  const delivery d = co_await tell(std::move(text));
  if (!d.told && deps_.stopping.stop_requested()) co_return;
  if (d.told) {
    machine_->delivered(deps_.clock.now().utc);
  } else {
    machine_->failed();
  }
  co_await keep(nullptr);
}

asio::awaitable<delivery> alert_watch::tell(alert_message m) {
  last_ = co_await deps_.telling.run([&] { return deliver(setup_, m, deps_.stopping); });
  log_failure("the command", last_.command);
  log_failure("e-mail", last_.mail);
  if (last_.told) spdlog::info("alert: {}", m.subject);
  co_return last_;
}

// What is told stays told after a restart. Nothing is written while nothing changes.
asio::awaitable<void> alert_watch::keep(const message_under_way* under_way) {
  alert_memory now = machine_->memory(deps_.clock.now().utc);
  if (under_way != nullptr) now.under_way = *under_way;
  if (now == stored_) co_return;
  const std::string text = to_json(now);
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.alerts().put(text); });
  if (done) {
    stored_ = std::move(now);
  } else {
    spdlog::warn("what was told of alerts is not stored: {}", describe(done.error()));
  }
}

asio::awaitable<void> alert_watch::run() {
  if (!setup_.is_on()) co_return;
  co_await restore();
  if (stored_.under_way) {
    message_under_way again = *stored_.under_way;
    co_await send(std::move(again));
  }
  asio::steady_timer rest(co_await asio::this_coro::executor);
  while (!deps_.stopping.stop_requested()) {
    co_await look();
    rest.expires_after(setup_.look_every);
    co_await rest.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<delivery> alert_watch::test() {
  co_return co_await tell(test_message(host_, deps_.clock.now().utc));
}

}  // namespace bangtin::scheduler::alerts
