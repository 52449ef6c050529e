// The published programmes, and which of them was in force on a screen in which time. Use it on the network's
// thread, from one coroutine. The ledger's errors.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "scheduler/api/planned_slots.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler::api {

// From when on a programme was in force.
using programme_change = std::pair<utc_ms, digest>;

class published_programmes {
 public:
  published_programmes(ledger::ledger_thread& ledger, ledger::worker_pool& documents)
      : ledger_(ledger), documents_(documents) {}

  // All of them, newest version first.
  void set(std::vector<ledger::published_row> rows) { rows_ = std::move(rows); }
  // nullptr: none has that digest.
  const ledger::published_row* row_of(const digest& identity) const;
  // What it says; null where none has that digest.
  boost::asio::awaitable<result<std::shared_ptr<const playlists::programme::programme>>> value_of(
      digest identity);
  // Which one was the newest in that time, and since when; ascending.
  std::vector<programme_change> issued_in(evidence::report::time_span when) const;
  // What a screen had in force. `first`: the programme that its newest record before the range names;
  // `changes`: those that its records in the range name, in no order. Where its records say nothing, and
  // after the end of what they name, the newest published programme. Ascending.
  boost::asio::awaitable<result<std::vector<programme_in_force>>> in_force(
      evidence::report::time_span range, std::optional<digest> first, std::vector<programme_change> changes);

 private:
  using named_span = std::pair<evidence::report::time_span, std::optional<digest>>;
  std::vector<named_span> named_spans(evidence::report::time_span range, std::optional<digest> first,
                                      std::vector<programme_change> changes) const;

  ledger::ledger_thread& ledger_;
  ledger::worker_pool& documents_;
  std::vector<ledger::published_row> rows_;  // newest version first
  std::map<digest, std::shared_ptr<const playlists::programme::programme>> values_;
};

}  // namespace bangtin::scheduler::api
