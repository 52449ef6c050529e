#include "evidence/redate.hpp"

#include <algorithm>

#include "evidence/note_text.hpp"

// `clock_trust` names the best clock first, so the smaller value is the better one.

namespace bangtin::evidence {

static_assert(clock_trust::synced < clock_trust::estimated && clock_trust::estimated < clock_trust::unsynced);

bool learn(boot_clock& clock, const record& next) {
  if (next.clock > clock.trust) return false;
  bool better = next.clock < clock.trust;
  clock = {next.clock, next.utc.time_since_epoch() - next.mono, next.bound};
  return better;
}

corrected_time correct(const record& r, const boot_clock& clock) {
  if (r.clock <= clock.trust) return {r.utc, r.clock, r.bound};
  std::int64_t at = (clock.offset + r.mono).count();
  return {from_unix_ms(std::clamp<std::int64_t>(at, 0, largest_time_ms)), clock.trust, clock.bound};
}

}  // namespace bangtin::evidence
