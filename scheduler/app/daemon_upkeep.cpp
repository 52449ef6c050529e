// What the daemon does by itself while it serves.
#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>

#include "playlists/schedule/calendar.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/api/audit.hpp"
#include "scheduler/api/audit_check.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/media_sweep.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/app/daemon_impl.hpp"
#include "scheduler/backup/backup_handlers.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr std::chrono::seconds check_retry{60};  // after the ledger could not be checked
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);

struct local_moment {
  std::chrono::local_days day;
  milliseconds time{};  // of that day, by the clock on the wall
};

local_moment local_time_of(const playlists::programme::programme& zone, utc_ms t) {
  const std::string text = playlists::schedule::to_local_rfc3339(zone, t);
  const auto number = [&](std::size_t at) { return std::stoi(text.substr(at, 2)); };
  return {playlists::schedule::calendar(zone.timezone).day_of(t),
          std::chrono::hours(number(11)) + std::chrono::minutes(number(14))};
}

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

// A machine that gets another address gets another certificate within the hour. What cannot be renewed is
// told once, and the certificate before serves on.
asio::awaitable<void> daemon::impl::renew_certificate() {
  asio::steady_timer rest(context);
  std::optional<error> told;
  while (!stopping) {
    rest.expires_after(setup.certificate_check_every);
    co_await rest.async_wait(in_tuple);
    if (stopping) co_return;
    result<bool> fresh = identity.refresh(clock.now().utc, tls::names_of_this_machine());
    if (fresh && *fresh)
      spdlog::info("a new TLS certificate is in use, valid until {}", to_rfc3339_utc(identity.ends()));
    if (!fresh && told != fresh.error()) spdlog::error("the TLS certificate: {}", describe(fresh.error()));
    told = fresh ? std::nullopt : std::optional(fresh.error());
  }
}

asio::awaitable<void> daemon::impl::write_people(bool all) {
  co_await api::write_refusals(ledger, refusals, clock, all);
  if (!people.has_used() && !sessions.has_used()) co_return;
  const auto used = people.take_used();
  const auto used_sessions = sessions.take_used();
  result<void> written = co_await ledger.ask([&](class ledger::ledger& l) {
    return l.transaction([&]() -> result<void> {
      for (const auto& [number, at] : used) {
        if (result<void> done = l.users().set_last_used(number, at); !done) return done;
      }
      for (const auto& [hash, at] : used_sessions) {
        if (result<void> done = l.users().set_session_used(hash, at); !done) return done;
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

asio::awaitable<result<void>> daemon::impl::back_up(std::chrono::local_days night) {
  result<backup::snapshot> from = co_await snapshots.make();
  if (!from) co_return from.error();
  co_return co_await backing_up.run([&]() -> result<void> {
    result<std::string> configuration = backup::read_configuration(setup.configuration);
    if (!configuration) return configuration.error();
    return backup::write_night(setup.nightly, night, *from, *configuration, store,
                               stopping_reads.get_token());
  });
}

// The names of the files in the folder say which nights have a backup.
asio::awaitable<void> daemon::impl::back_up_nightly() {
  if (setup.nightly.folder.empty()) co_return;
  backups.on = true;
  asio::steady_timer rest(context);
  while (!stopping) {
    const auto now = local_time_of(*programmes.zone(), clock.now().utc);
    result<backup::nights> there =
        co_await backing_up.run([this] { return backup::nights_in(setup.nightly.folder); });
    std::optional<std::chrono::local_days> night;
    if (there) night = backup::due(now.day, now.time, setup.nightly.plan, there->there);
    result<void> done;
    if (!there) done = there.error();
    if (night) {
      done = co_await back_up(*night);
      there = co_await backing_up.run([this] { return backup::nights_in(setup.nightly.folder); });
    }
    if (stopping) co_return;
    if (there) backups.newest = there->newest;
    if (!done) {
      spdlog::error("the nightly backup failed: {}", describe(done.error()));
      backups.failure = done.error();
    } else if (night) {
      spdlog::info("the nightly backup {} is written and checked",
                   (setup.nightly.folder / backup::file_of(*night)).string());
      backups.failure.reset();
    } else if (!night && backups.failure && there) {
      backups.failure.reset();
    }
    rest.expires_after(done ? setup.nightly_look_every : setup.nightly_look_every * 10);
    co_await rest.async_wait(in_tuple);
  }
}

}  // namespace bangtin::scheduler::app
