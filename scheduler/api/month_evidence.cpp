#include "scheduler/api/month_evidence.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "playlists/programme/months.hpp"
#include "scheduler/api/month_counts.hpp"
#include "scheduler/api/months.hpp"

namespace bangtin::scheduler::api {

namespace {

using namespace asio::experimental::awaitable_operators;

asio::awaitable<result<void>> finish_plan(ledger::ledger_thread& ledger, evidence_export& e) {
  for (;;) {
    result<bool> planned = co_await ledger.ask([&](ledger::ledger& l) { return e.plan(l); });
    if (!planned) co_return planned.error();
    if (*planned) co_return result<void>();
  }
}

}  // namespace

export_order evidence_order(const playlists::programme::programme& zone, std::chrono::year_month month,
                            const secret_key& daemon) {
  const playlists::programme::instant_range range = range_of_month(zone, month);
  return {.month = playlists::programme::to_month_text(month),
          .timezone = zone.timezone,
          .from = range.from,
          .to = range.to,
          .daemon = daemon,
          .totals = {},
          .doubts = {}};
}

result<evidence_export> begin_evidence(ledger::ledger& l, const playlists::programme::programme& zone,
                                       std::chrono::year_month month, const secret_key& daemon) {
  evidence_export e(evidence_order(zone, month, daemon));
  if (result<bool> begun = e.plan(l); !begun) return begun.error();
  return e;
}

asio::awaitable<result<digest>> digest_of_evidence(ledger::ledger_thread& ledger, evidence_export e) {
  if (result<void> planned = co_await finish_plan(ledger, e); !planned) co_return planned.error();
  for (;;) {
    result<std::string> piece = co_await ledger.ask([&](ledger::ledger& l) { return e.next(l); });
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return e.sha256();
  }
}

asio::awaitable<result<scratch_file>> write_evidence(ledger::ledger_thread& ledger,
                                                     ledger::worker_pool& writing, evidence_export& e,
                                                     std::filesystem::path folder) {
  if (result<void> planned = co_await finish_plan(ledger, e); !planned) co_return planned.error();
  result<scratch_file> file = co_await writing.run([&] { return scratch_file::make(folder); });
  if (!file) co_return file.error();
  auto next = [&] { return ledger.ask([&](ledger::ledger& l) { return e.next(l); }); };
  result<std::string> piece = co_await next();
  while (piece && !piece->empty()) {
    // The ledger's thread reads the next piece while this one is written.
    auto reading = next();
    auto appending = writing.run([&] { return file->append(*piece); });
    auto [more, written] = co_await (std::move(reading) && std::move(appending));
    if (!written) co_return written.error();
    piece = std::move(more);
  }
  if (!piece) co_return piece.error();
  co_return std::move(*file);
}

}  // namespace bangtin::scheduler::api
