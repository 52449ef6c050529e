// What the daemon does by itself while it serves.
#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>

#include "scheduler/api/audit.hpp"
#include "scheduler/api/audit_check.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/media_sweep.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/app/daemon_impl.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr std::chrono::seconds check_retry{60};  // after the ledger could not be checked
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

asio::awaitable<void> daemon::impl::sweep_daily() {
  api::media_sweep sweep(
      {.ledger = ledger, .store = store, .documents = documents, .reading = reading, .clock = clock});
  asio::steady_timer day(context);
  while (!stopping) {
    result<api::swept> done = co_await sweep.run();
    if (!done) {
      spdlog::warn("the media store was not swept: {}", describe(done.error()));
    } else if (*done != api::swept()) {
      spdlog::info("media store: {} items forgotten, {} files ({} bytes) and {} leftovers deleted",
                   done->items, done->files, done->bytes, done->leftovers);
    }
    day.expires_after(setup.sweep_every);
    co_await day.async_wait(in_tuple);
  }
}

// After each piece the check rests several times as long as the piece took, so that it delays nobody.
asio::awaitable<void> daemon::impl::check_ledger() {
  api::ledger_checker checker(
      {.ledger = ledger, .documents = documents, .daemon = all_keys, .clock = clock, .counts = &counts});
  asio::steady_timer rest(context);
  while (!stopping) {
    auto began = std::chrono::steady_clock::now();
    result<bool> more = co_await checker.next_piece();
    if (!more) spdlog::warn("the ledger was not checked further: {}", describe(more.error()));
    if (!more) {
      rest.expires_after(check_retry);
    } else if (*more) {
      rest.expires_after((std::chrono::steady_clock::now() - began) * setup.check_rest);
    } else {
      rest.expires_after(setup.check_every);
    }
    co_await rest.async_wait(in_tuple);
  }
}

// After an update the records that are stored already are judged while the daemon serves.
asio::awaitable<void> daemon::impl::judge_what_waits() {
  result<void> done = co_await api::judge_backlog(ledger, backlog);
  if (!done) spdlog::error("not all play records could be counted: {}", describe(done.error()));
}

// The newest hash goes to the daemon's log: somebody who can rewrite the database with its whole chain cannot
// rewrite a journal that is kept elsewhere.
asio::awaitable<void> daemon::impl::check_audit() {
  asio::steady_timer rest(context);
  while (!stopping) {
    api::audit_check check;
    result<bool> more = true;
    while (more && *more && !stopping) {
      auto began = std::chrono::steady_clock::now();
      more = co_await ledger.ask([&](class ledger::ledger& l) { return check.next_piece(l); });
      if (!more || !*more) break;
      rest.expires_after((std::chrono::steady_clock::now() - began) * setup.check_rest);
      co_await rest.async_wait(in_tuple);
    }
    if (stopping) co_return;
    audit_fault = more ? check.fault() : more.error().what;
    if (audit_fault) {
      spdlog::error("{}", describe({errc::verification, *audit_fault, {}}));
    } else {
      spdlog::info("the audit log holds: {} lines, {}", check.checked().number, check.checked().hash.hex());
    }
    rest.expires_after(more ? setup.check_every : check_retry);
    co_await rest.async_wait(in_tuple);
  }
}

asio::awaitable<void> daemon::impl::write_people(bool all) {
  co_await api::write_refusals(ledger, refusals, clock, all);
  if (!people.has_used()) co_return;
  const auto used = people.take_used();
  result<void> written = co_await ledger.ask([&](class ledger::ledger& l) {
    return l.transaction([&]() -> result<void> {
      for (const auto& [number, at] : used) {
        if (result<void> done = l.users().set_last_used(number, at); !done) return done;
      }
      return {};
    });
  });
  if (!written) spdlog::warn("when tokens were used was not stored: {}", describe(written.error()));
}

asio::awaitable<void> daemon::impl::note_people() {
  asio::steady_timer rest(context);
  while (!stopping) {
    rest.expires_after(setup.note_people_every);
    co_await rest.async_wait(in_tuple);
    if (!stopping) co_await write_people(false);
  }
}

}  // namespace bangtin::scheduler::app
