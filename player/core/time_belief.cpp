// Three values move independently: the anchor (what was last known from outside), the daemon's estimate of
// this boot, and the count of the time since the approval. now() only chooses between them, so the order of
// belief stands in one function.
#include "player/core/time_belief.hpp"

#include <algorithm>

namespace bangtin::player::core {

namespace {

using std::chrono::seconds;

// A time outside of (earliest, latest) is wrong: this program did not exist before, and will not run after.
constexpr utc_ms earliest = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr utc_ms latest = std::chrono::sys_days(std::chrono::year(2200) / 1 / 1);

constexpr seconds max_round_trip{10};
constexpr int drift_part = 5'000;              // a monotonic clock drifts by 1/5000 (200 ppm) at most
constexpr milliseconds clock_slop{500};        // two honest clocks are corrected by less than this at once
constexpr std::size_t challengers_needed = 3;  // answers that must agree to overrule an earlier one,
constexpr seconds challenge_time{20};          // over at least this time: a time that stands still never does

bool is_plausible(utc_ms t) {
  return earliest < t && t < latest;
}

}  // namespace

std::string_view to_string(time_source s) {
  switch (s) {
    case time_source::receipt:
      return "receipt";
    case time_source::estimated:
      return "estimated";
    case time_source::synced:
      return "synced";
    case time_source::unknown:
      break;
  }
  return "unknown";
}

milliseconds time_belief::estimate::bound_at(milliseconds mono) const {
  return bound + std::max(mono - time.mono, milliseconds(0)) / drift_part;
}

bool time_belief::estimate::agrees_with(const estimate& other, milliseconds mono) const {
  milliseconds apart = time.at(mono) - other.time.at(mono);
  return std::chrono::abs(apart) <= bound_at(mono) + other.bound_at(mono) + clock_slop;
}

// ---- what is learned

void time_belief::restore(const sourced_time& restored, bool same_boot) {
  if (!is_plausible(restored.time.utc)) return;
  anchor_ = restored;
  if (same_boot && restored.source == time_source::estimated) {
    estimate_ = estimate{restored.time, restored.bound, true};
  }
}

void time_belief::set_programme(const programme_facts& p, const std::vector<counted_time>& counts,
                                const time_reading& kernel) {
  if (programme_ && programme_->programme == p.programme) return;
  bool lost = !programme_ && counts.empty();
  observe(kernel);
  programme_ = p;
  counted_ = milliseconds(0);
  counted_at_ = kernel.mono;
  for (const counted_time& c : counts) {
    if (c.programme == p.programme) counted_ = std::max(counted_, c.counted);
  }
  // Not from what the daemon said: a lie would expire the programme for good.
  if (lost && anchor_ && anchor_->source == time_source::synced) {
    counted_ = std::max<milliseconds>(anchor_->time.at(kernel.mono) - p.issued, milliseconds(0));
  }
}

void time_belief::receipt(utc_ms received, const time_reading& kernel) {
  bool better_known = kernel.trust == clock_trust::synced || estimate_;
  if (better_known || !is_plausible(received)) return;
  if (anchor_ && received <= anchor_->time.at(kernel.mono)) return;
  anchor_ = sourced_time{{received, kernel.mono}, time_source::receipt, {}};
  learned_ = true;
}

time_belief::verdict time_belief::answer(const daemon_answer& a, const time_reading& kernel) {
  observe(kernel);
  if (kernel.trust == clock_trust::synced) return verdict::not_needed;
  milliseconds trip = a.answered - a.asked;
  if (trip < milliseconds(0) || trip > max_round_trip || !is_plausible(a.utc)) return verdict::unusable;
  estimate heard{{a.utc + trip / 2, a.answered}, trip / 2 + milliseconds(1), a.synced};
  if (estimate_ && estimate_->synced && !heard.synced) return verdict::taken;  // it knew better before
  bool better = !estimate_ || (heard.synced && !estimate_->synced);
  if (!better && !estimate_->agrees_with(heard, a.answered)) return challenge(heard, kernel);
  challengers_.clear();
  if (better || heard.bound <= estimate_->bound_at(a.answered)) estimate_ = heard;
  observe(kernel);
  return verdict::taken;
}

// A daemon that contradicts itself may have been corrected, or lies. Only answers that agree with each other
// over a while overrule the earlier one: a time that is frozen or jumps about never does.
time_belief::verdict time_belief::challenge(const estimate& heard, const time_reading& kernel) {
  milliseconds at = heard.time.mono;
  bool agree = std::all_of(challengers_.begin(), challengers_.end(),
                           [&](const estimate& e) { return e.agrees_with(heard, at); });
  if (!agree) challengers_.clear();
  if (challengers_.size() >= challengers_needed) challengers_.erase(challengers_.begin() + 1);
  challengers_.push_back(heard);
  bool lasting = at - challengers_.front().time.mono >= challenge_time;
  if (challengers_.size() < challengers_needed || !lasting) return verdict::contradiction;
  estimate_ = heard;
  challengers_.clear();
  observe(kernel);
  return verdict::taken;
}

void time_belief::observe(const time_reading& kernel) {
  counted_ = counted(kernel);
  counted_at_ = std::max(counted_at_, kernel.mono);
  if (kernel.trust == clock_trust::synced) {
    anchor_ = sourced_time{{kernel.utc, kernel.mono}, time_source::synced, {}};
    learned_ = true;
    // What anyone else said is worth nothing beside it, now and after the synchronisation is lost.
    estimate_.reset();
    challengers_.clear();
  } else if (is_believed(kernel)) {
    milliseconds mono = kernel.mono;
    anchor_ =
        sourced_time{{estimate_->time.at(mono), mono}, time_source::estimated, estimate_->bound_at(mono)};
    learned_ = true;
  }
}

// ---- what is believed

time_reading time_belief::now(const time_reading& kernel) const {
  if (kernel.trust == clock_trust::synced) return kernel;
  time_reading r = kernel;
  if (is_believed(kernel)) {
    r.utc = estimate_->time.at(kernel.mono);
    r.trust = clock_trust::estimated;
    return r;
  }
  r.trust = clock_trust::unsynced;
  // The daemon contradicts the approval: the approval says the least possible time.
  if (estimate_ && estimate_->synced) {
    r.utc = since_issued(kernel.mono);
    return r;
  }
  // A daemon that is not synchronised keeps its screens together, but moves none before what was vouched for.
  if (estimate_) r.utc = estimate_->time.at(kernel.mono);
  time_source least = estimate_ ? time_source::estimated : time_source::unknown;
  r.utc = std::max(r.utc, floor(kernel.mono, least).value_or(r.utc));
  return r;
}

std::optional<milliseconds> time_belief::bound(const time_reading& kernel) const {
  if (kernel.trust == clock_trust::synced || !is_believed(kernel)) return std::nullopt;
  return estimate_->bound_at(kernel.mono);
}

bool time_belief::is_believed(const time_reading& kernel) const {
  return estimate_ && estimate_->synced &&
         (!programme_ || estimate_->time.at(kernel.mono) >= programme_->issued);
}

utc_ms time_belief::since_issued(milliseconds mono) const {
  return programme_->issued + counted_ + std::max(mono - counted_at_, milliseconds(0));
}

std::optional<utc_ms> time_belief::floor(milliseconds mono, time_source worst) const {
  std::optional<utc_ms> least;
  if (anchor_ && anchor_->source >= worst) least = anchor_->time.at(mono);
  if (programme_) least = std::max(least.value_or(utc_ms::min()), since_issued(mono));
  return least;
}

// ---- the count

// What lies before `issued` by a synchronised clock does not count: the approver's clock may be minutes
// ahead.
milliseconds time_belief::counted(const time_reading& kernel) const {
  milliseconds more = std::max(kernel.mono - counted_at_, milliseconds(0));
  if (programme_ && kernel.trust == clock_trust::synced) {
    more = std::clamp<milliseconds>(kernel.utc - programme_->issued, milliseconds(0), more);
  }
  return counted_ + more;
}

bool time_belief::is_outlived(const time_reading& kernel) const {
  return programme_ && counted(kernel) >= programme_->expires - programme_->issued;
}

std::optional<counted_time> time_belief::count(const time_reading& kernel) const {
  if (!programme_) return std::nullopt;
  return counted_time{programme_->programme, counted(kernel)};
}

std::optional<sourced_time> time_belief::to_persist(const time_reading& kernel) const {
  if (!learned_ || !anchor_) return std::nullopt;
  sourced_time kept = *anchor_;
  if (kept.source == time_source::estimated)
    kept.bound += std::max(kernel.mono - kept.time.mono, milliseconds(0)) / drift_part;
  kept.time = {kept.time.at(kernel.mono), kernel.mono};
  return kept;
}

}  // namespace bangtin::player::core
