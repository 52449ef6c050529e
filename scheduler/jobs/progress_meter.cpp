// The rate so far gives a raw estimate. A film has easy and hard scenes, so the raw estimate jumps; people
// see the previous estimate less the time that has passed, drawn towards the raw one.
#include "scheduler/jobs/progress_meter.hpp"

#include <algorithm>
#include <cmath>

namespace bangtin::scheduler::jobs {

namespace {
constexpr std::chrono::milliseconds min_elapsed{2'000};
constexpr int min_permille = 20;
constexpr double settling_ms = 5'000;  // the estimate follows a change within some of these
}  // namespace

void progress_meter::update(std::chrono::milliseconds elapsed, int permille) {
  double step_ms = static_cast<double>(std::max(elapsed - elapsed_, std::chrono::milliseconds(0)).count());
  elapsed_ = std::max(elapsed_, elapsed);
  permille = std::clamp(permille, 0, 1000);
  if (permille > permille_) {
    permille_ = permille;
    moved_ = elapsed_;
  }
  if (elapsed_ < min_elapsed || permille_ < min_permille) return;
  double raw_ms = static_cast<double>(elapsed_.count()) * (1000 - permille_) / permille_;
  double before_ms = left_ms_ ? std::max(0.0, *left_ms_ - step_ms) : raw_ms;
  left_ms_ = before_ms + (raw_ms - before_ms) * (1 - std::exp(-step_ms / settling_ms));
}

std::optional<std::chrono::seconds> progress_meter::left() const {
  if (!left_ms_) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(*left_ms_ / 1000)));
}

}  // namespace bangtin::scheduler::jobs
