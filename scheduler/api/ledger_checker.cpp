// A pass examines the tables first, and then takes the logs in the order of their names, from the first link
// of each. Between two pieces the ledger serves other requests; a log that grows meanwhile only gets longer.
#include "scheduler/api/ledger_checker.hpp"

#include "base/inner_message.hpp"
#include "base/language.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

namespace bangtin::scheduler::api {

namespace {

using namespace asio::experimental::awaitable_operators;

// A table of which this is not enough is left to the check of its rows.
constexpr milliseconds max_table_time{150};
constexpr int pieces_between_positions = 25;
// More than a batch holds, so that a receipt lies within.
constexpr std::int64_t receipts_before = 4'000;

}  // namespace

asio::awaitable<result<bool>> ledger_checker::next_piece() {
  if (!loaded_) {
    auto known = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.checks().position(); });
    if (!known) co_return known.error();
    position_ = std::move(*known);
    loaded_ = true;
    fault_ = position_.fault;
    if (!position_.log.empty()) {
      // The pass that an earlier daemon began: its tables were examined then.
      tables_.emplace();
      auto row =
          co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.checks().log_row(position_.log); });
      if (!row) co_return row.error();
      log_ = std::move(*row);
      std::optional<digest> hash = digest::from(position_.hash);
      if (hash) done_ = verified_to{{log_.log, position_.seq, *hash}, position_.vouched};
    }
  }
  if (deps_.counts != nullptr && !counted_) {
    result<bool> more = co_await deps_.counts->next_slice();
    // Without room for a recount the records are checked all the same.
    if (!more) spdlog::warn("the counts were not compared with the records: {}", describe(more.error()));
    counted_ = !more || !*more;
    co_return true;
  }
  if (!tables_ || !tables_->empty()) co_return co_await next_table();
  if (!done_) co_return co_await next_log();
  co_return co_await next_records();
}

asio::awaitable<result<bool>> ledger_checker::next_table() {
  if (!tables_) {
    auto all = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.checks().tables(); });
    if (!all) co_return all.error();
    tables_ = std::move(*all);
    fault_ = {};
    if (!tables_->empty()) co_return true;
    co_return co_await next_log();
  }
  const std::string table = tables_->back();
  auto examined =
      co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.checks().examine(table, max_table_time); });
  if (!examined && examined.error().code != errc::invalid) co_return examined.error();
  const std::string problem = examined ? examined->problem : inner(examined.error().what);
  tables_->pop_back();
  if (!problem.empty() && fault_.empty()) {
    fault_ = msg("the table \"{}\" of the database is damaged: {}", table, problem);
    spdlog::error("ledger.sqlite: {}", in_english(fault_));
  }
  if (tables_->empty()) {
    position_.fault = fault_;
    if (result<void> stored = co_await remember(); !stored) co_return stored.error();
  }
  co_return true;
}

asio::awaitable<result<bool>> ledger_checker::next_log() {
  auto next =
      co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.checks().next_log(position_.log); });
  if (!next) co_return next.error();
  if (!*next) co_return co_await finish();
  log_ = std::move(**next);
  position_.log = log_.log;
  result<verified_to> start = beginning_of(log_);
  if (!start) {
    std::optional<check_finding> damaged = check_finding{1, start.error().what};
    co_return co_await end_log(std::move(damaged));
  }
  done_ = std::move(*start);
  co_return true;
}

asio::awaitable<result<bool>> ledger_checker::next_records() {
  result<piece> p = co_await read(log_.log, done_->tip.seq);
  if (!p && p.error().code != errc::invalid) co_return p.error();
  if (!p) {
    std::optional<check_finding> unreadable = check_finding{
        done_->vouched + 1,
        msg("the records from {} on cannot be read: {}", done_->tip.seq + 1, inner(p.error().what))};
    co_return co_await end_log(std::move(unreadable));
  }
  log_ = p->log;
  std::optional<check_finding> found;
  if (p->records.empty()) {
    found = verify_end(log_, *done_);
    if (!found) {
      auto lost = co_await deps_.ledger.ask([&](ledger::ledger& l) { return find_lost_end(l, log_); });
      if (!lost) co_return lost.error();
      found = std::move(*lost);
    }
    co_return co_await end_log(std::move(found));
  }
  found = co_await deps_.documents.run(
      [&] { return verify_part(log_, deps_.daemon, p->records, p->receipts, *done_); });
  if (found) co_return co_await end_log(std::move(found));
  position_.seq = done_->tip.seq;
  position_.vouched = done_->vouched;
  position_.hash = done_->tip.hash.hex();
  if (++pieces_ % pieces_between_positions == 0) {
    if (result<void> stored = co_await remember(); !stored) co_return stored.error();
  }
  co_return true;
}

asio::awaitable<result<ledger_checker::piece>> ledger_checker::read(std::string log, std::int64_t after) {
  co_return co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<piece> {
    auto row = l.checks().log_row(log);
    if (!row) return row.error();
    auto records = l.checks().records(log, after, records_of_piece);
    if (!records) return records.error();
    auto receipts = l.checks().receipts(log, after, records->empty() ? after : records->back().seq);
    if (!receipts) return receipts.error();
    return piece{std::move(*row), std::move(*records), std::move(*receipts)};
  });
}

asio::awaitable<result<bool>> ledger_checker::end_log(std::optional<check_finding> found) {
  if (found) {
    if (result<void> stored = co_await set_aside(log_, std::move(*found)); !stored) co_return stored.error();
  }
  done_.reset();
  position_.seq = 0;
  position_.vouched = 0;
  position_.hash.clear();
  co_return true;
}

asio::awaitable<result<void>> ledger_checker::set_aside(const ledger::raw_log& log, check_finding found) {
  ledger::stored_doubt d{log.log, found.from_seq, std::move(found.why), deps_.clock.now().utc, log.screen};
  auto is_new = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<bool> {
    auto known = l.evidence().doubts();
    if (!known) return known.error();
    if (ledger::is_doubted(*known, d.log, d.from_seq)) return false;
    auto stored = set_log_aside(l, d);
    if (!stored) return stored.error();
    d = std::move(*stored);
    return true;
  });
  if (!is_new) co_return is_new.error();
  if (*is_new) {
    spdlog::error("log {} of the screen \"{}\" is set aside from record {} on: {}", d.log, d.screen,
                  d.from_seq, describe({errc::verification, d.why, {}}));
  }
  co_return result<void>();
}

asio::awaitable<result<void>> ledger_checker::remember() {
  co_return co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.checks().set_position(position_); });
}

asio::awaitable<result<bool>> ledger_checker::finish() {
  position_ = {"", 0, 0, "", deps_.clock.now().utc, fault_};
  tables_.reset();
  counted_ = false;
  if (result<void> stored = co_await remember(); !stored) co_return stored.error();
  co_return false;
}

asio::awaitable<result<void>> ledger_checker::check_end(std::string log) {
  ledger::raw_log row;
  auto lost = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<std::optional<check_finding>> {
    auto known = l.checks().log_row(log);
    if (!known) return known.error();
    row = std::move(*known);
    return find_lost_end(l, row);
  });
  if (!lost) co_return lost.error();
  if (!*lost) co_return result<void>();
  co_return co_await set_aside(row, std::move(**lost));
}

asio::awaitable<result<void>> ledger_checker::check_log(std::string log, std::int64_t first,
                                                        std::int64_t last, bool every_head) {
  auto before = co_await deps_.ledger.ask([&](ledger::ledger& l) {
    return l.checks().receipts(log, std::max<std::int64_t>(0, first - receipts_before), first - 1);
  });
  if (!before) co_return before.error();
  if (result<void> ended = co_await check_end(log); !ended) co_return ended.error();
  result<piece> p = co_await read(log, 0);
  if (!p) co_return p.error();
  result<verified_to> start = beginning_of(p->log);
  if (!start) {
    check_finding damaged{1, start.error().what};
    co_return co_await set_aside(p->log, std::move(damaged));
  }
  verified_to done = signed_head_of(p->log, *before).value_or(*start);
  if (done.tip.seq > 0) p = co_await read(log, done.tip.seq);
  for (;;) {
    if (!p) co_return p.error();
    if (p->records.empty()) {
      std::optional<check_finding> found = verify_end(p->log, done);
      if (!found) co_return result<void>();
      co_return co_await set_aside(p->log, std::move(*found));
    }
    // The ledger's thread reads the next piece while the pool verifies this one.
    auto reading = read(log, p->records.back().seq);
    auto verifying = deps_.documents.run([&] {
      return deps_.own && !every_head
                 ? verify_part(p->log, *deps_.own, deps_.daemon, p->records, p->receipts, done)
                 : verify_part(p->log, deps_.daemon, p->records, p->receipts, done);
    });
    auto [next, found] = co_await (std::move(reading) && std::move(verifying));
    if (found) co_return co_await set_aside(p->log, std::move(*found));
    if (done.vouched >= last) co_return result<void>();
    p = std::move(next);
  }
}

}  // namespace bangtin::scheduler::api
