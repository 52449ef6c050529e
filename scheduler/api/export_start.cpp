#include "scheduler/api/export_start.hpp"

#include "scheduler/api/plays.hpp"

namespace bangtin::scheduler::api {

namespace {

asio::awaitable<result<std::vector<ledger::stored_doubt>>> doubts_in(ledger::ledger_thread& ledger) {
  co_return co_await ledger.ask([](ledger::ledger& l) { return l.evidence().doubts(); });
}

asio::awaitable<result<std::unique_ptr<evidence_export>>> planned(ledger::ledger_thread& ledger,
                                                                  play_backlog& backlog, export_order order) {
  if (result<void> judged = co_await judge_backlog(ledger, backlog); !judged) co_return judged.error();
  auto e = std::make_unique<evidence_export>(std::move(order));
  for (;;) {
    result<bool> done = co_await ledger.ask([&](ledger::ledger& l) { return e->plan(l); });
    if (!done) co_return done.error();
    if (*done) co_return e;
  }
}

// Checks every log from its beginning on.
asio::awaitable<result<void>> check_all(ledger::ledger_thread& ledger, ledger_checker& checker) {
  auto logs = co_await ledger.ask([](ledger::ledger& l) { return l.exports().logs(); });
  if (!logs) co_return logs.error();
  for (const ledger::exported_log& l : *logs) {
    result<void> checked = co_await checker.check_log(l.log, 1, l.last);
    if (!checked) co_return checked.error();
  }
  co_return result<void>();
}

}  // namespace

asio::awaitable<result<std::unique_ptr<evidence_export>>> begin_export(ledger::ledger_thread& ledger,
                                                                       ledger_checker& checker,
                                                                       play_backlog& backlog,
                                                                       export_order order) {
  // Each round sets at least one more part of a log aside, so there are few.
  for (;;) {
    auto before = co_await doubts_in(ledger);
    if (!before) co_return before.error();
    export_order same = order;
    auto e = co_await planned(ledger, backlog, std::move(same));
    if (!e && e.error().code == errc::io) {
      // A record cannot be read: what does not verify is set aside, and the others are planned again.
      result<void> checked = co_await check_all(ledger, checker);
      if (!checked) co_return checked.error();
      auto found = co_await doubts_in(ledger);
      if (!found) co_return found.error();
      if (*found != *before) continue;
    }
    if (!e) co_return e.error();
    for (const export_section& s : (*e)->sections()) {
      result<void> checked = co_await checker.check_end(s.begin.log);
      if (!checked) co_return checked.error();
    }
    auto after = co_await doubts_in(ledger);
    if (!after) co_return after.error();
    if (*after == *before) co_return std::move(*e);
  }
}

asio::awaitable<result<void>> set_section_aside(ledger::ledger_thread& ledger, ledger_checker& checker,
                                                damaged_section found) {
  auto before = co_await doubts_in(ledger);
  if (!before) co_return before.error();
  result<void> checked = co_await checker.check_log(found.log, found.first, found.last, true);
  if (!checked) co_return checked.error();
  auto after = co_await doubts_in(ledger);
  if (!after) co_return after.error();
  if (*after != *before) co_return result<void>();
  co_return error{errc::io, msg("record {} of the ledger is damaged", found.first),
                  msg("restore the daemon's folder from a backup")};
}

asio::awaitable<result<scratch_file>> export_evidence(ledger::ledger_thread& ledger, ledger_checker& checker,
                                                      play_backlog& backlog, writing_pools pools,
                                                      export_order order, std::filesystem::path folder) {
  // Each round sets more of a log aside, so there are few.
  for (;;) {
    export_order same = order;
    auto e = co_await begin_export(ledger, checker, backlog, std::move(same));
    if (!e) co_return e.error();
    export_check check(**e, order.daemon);
    auto written = co_await write_evidence(ledger, pools, **e, check, folder);
    if (!written) co_return written.error();
    if (auto* file = std::get_if<scratch_file>(&*written)) co_return std::move(*file);
    damaged_section found = std::get<damaged_section>(std::move(*written));
    result<void> aside = co_await set_section_aside(ledger, checker, std::move(found));
    if (!aside) co_return aside.error();
  }
}

}  // namespace bangtin::scheduler::api
