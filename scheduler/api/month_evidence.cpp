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

struct piece {
  std::string bytes;
  std::vector<export_part> parts;
};

// Hands all pieces of the file to `append`, and their parts to `check`, while the ledger's thread reads the
// next ones. The first section that does not verify.
template <class Append>
asio::awaitable<result<std::optional<damaged_section>>> read_all(ledger::ledger_thread& ledger,
                                                                 ledger::worker_pool& documents,
                                                                 evidence_export& e, export_check& check,
                                                                 Append& append) {
  if (result<void> planned = co_await finish_plan(ledger, e); !planned) co_return planned.error();
  auto next = [&] {
    return ledger.ask([&](ledger::ledger& l) -> result<piece> {
      result<std::string> bytes = e.next(l);
      if (!bytes) return bytes.error();
      return piece{std::move(*bytes), e.take_parts()};
    });
  };
  result<piece> now = co_await next();
  while (now && !now->bytes.empty()) {
    auto [then, written, found] =
        co_await (next() && append(now->bytes) && documents.run([&] { return check.verify(now->parts); }));
    if (found) co_return std::move(found);
    if (!written) co_return written.error();
    now = std::move(then);
  }
  if (!now) co_return now.error();
  co_return std::optional<damaged_section>();
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

asio::awaitable<result<std::variant<digest, damaged_section>>> digest_of_evidence(
    ledger::ledger_thread& ledger, ledger::worker_pool& documents, evidence_export& e, export_check& check) {
  auto append = [](std::string_view) -> asio::awaitable<result<void>> { co_return result<void>(); };
  auto found = co_await read_all(ledger, documents, e, check, append);
  if (!found) co_return found.error();
  if (*found) co_return std::move(**found);
  co_return e.sha256();
}

asio::awaitable<result<std::variant<scratch_file, damaged_section>>> write_evidence(
    ledger::ledger_thread& ledger, writing_pools pools, evidence_export& e, export_check& check,
    std::filesystem::path folder) {
  result<scratch_file> file = co_await pools.writing.run([&] { return scratch_file::make(folder); });
  if (!file) co_return file.error();
  auto append = [&](std::string_view bytes) {
    return pools.writing.run([&file, bytes] { return file->append(bytes); });
  };
  auto found = co_await read_all(ledger, pools.documents, e, check, append);
  if (!found) co_return found.error();
  if (*found) co_return std::move(**found);
  co_return std::move(*file);
}

}  // namespace bangtin::scheduler::api
