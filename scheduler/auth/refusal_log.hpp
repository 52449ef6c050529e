// Refused requests on their way into the audit log. The first refusal of somebody at an endpoint becomes a
// line at once; further ones are counted, and become one line an hour. At most 256 such counts are kept, and
// one for all the rest, so a flood costs neither memory nor disk: at most 257 lines an hour.
//
//   log.note(now, "10.0.0.7", "POST /v1/programmes", "", 401);
//   for (const ledger::audit_line& l : log.take(now)) ledger.audit().add(l);
//
// Pure: time is an argument. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "scheduler/ledger/audit_ledger.hpp"

namespace bangtin::scheduler::auth {

class refusal_log {
 public:
  static constexpr std::size_t max_kinds = 256;
  static constexpr std::chrono::hours quiet{1};  // between two lines of one kind

  // `object` of the first refusal that a line is about stands in that line.
  void note(const time_reading& now, const std::string& who, const std::string& what,
            const std::string& object, int status);
  // Whether `take` would return lines.
  bool is_due(const time_reading& now) const;
  // The lines that are due; all that were not told yet with `all`, before the daemon ends.
  std::vector<ledger::audit_line> take(const time_reading& now, bool all = false);

 private:
  using kind = std::tuple<std::string, std::string, int>;  // who, what, status
  struct count {
    std::int64_t untold = 0;
    utc_ms first{}, last{};
    std::string object;
    milliseconds told_at{};  // monotonic; meaningful once `was_told`
    bool was_told = false;
    bool is_due(milliseconds mono) const { return untold > 0 && (!was_told || mono - told_at >= quiet); }
  };
  static ledger::audit_line line_of(const kind& k, const count& c);

  std::map<kind, count> counts_;
};

}  // namespace bangtin::scheduler::auth
