#include "scheduler/api/legible_records.hpp"

#include <algorithm>

namespace bangtin::scheduler::api {

namespace {

using found_record = result<std::optional<evidence::record>>;

constexpr int lines_at_once = 20, max_steps = 50;

// The last seq of first..last that is stored; first - 1: none.
result<std::int64_t> last_stored(ledger::ledger& l, const std::string& log, std::int64_t first,
                                 std::int64_t last) {
  std::int64_t low = first - 1, high = last;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    auto next = l.plays().lines(log, middle - 1, 1);
    if (!next) return next.error();
    if (next->empty() || next->front().seq > last) {
      high = middle - 1;
    } else {
      low = next->front().seq;
    }
  }
  return low;
}

}  // namespace

std::optional<evidence::record> legible(const std::string& log, const ledger::judged_line& line) {
  result<evidence::record> r = evidence::from_line(line.line);
  if (!r || r->log != log || r->seq != line.seq) return std::nullopt;
  return std::move(*r);
}

found_record first_legible(ledger::ledger& l, const std::string& log, std::int64_t first, std::int64_t last) {
  for (int step = 0; step < max_steps && first <= last; ++step) {
    auto lines = l.plays().lines(log, first - 1, step == 0 ? 1 : lines_at_once);
    if (!lines) return lines.error();
    if (lines->empty()) break;
    for (const ledger::judged_line& line : *lines) {
      if (line.seq > last) return std::optional<evidence::record>();
      if (auto r = legible(log, line)) return r;
      first = line.seq + 1;
    }
  }
  return std::optional<evidence::record>();
}

found_record last_legible(ledger::ledger& l, const std::string& log, std::int64_t first, std::int64_t last) {
  for (int step = 0; step < max_steps && first <= last; ++step) {
    const int count =
        step == 0 ? 1 : static_cast<int>(std::min<std::int64_t>(lines_at_once, last - first + 1));
    auto lines = l.plays().lines(log, last - count, count);
    if (!lines) return lines.error();
    while (!lines->empty() && lines->back().seq > last) lines->pop_back();
    for (auto line = lines->rbegin(); line != lines->rend(); ++line) {
      if (auto r = legible(log, *line)) return r;
    }
    last -= count;
    if (!lines->empty()) continue;
    result<std::int64_t> stored = last_stored(l, log, first, last);
    if (!stored) return stored.error();
    last = *stored;
  }
  return std::optional<evidence::record>();
}

}  // namespace bangtin::scheduler::api
