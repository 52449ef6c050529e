#include "media/ingest/sound_treatment.hpp"

#include <algorithm>
#include <cmath>

namespace bangtin::media::ingest {

namespace {

// Sound that is quieter than this allows is mostly noise, and stays quiet.
constexpr double max_gain_db = 20;
// By how much more a sound is amplified to make up for what limiting and coding take away. More would flatten
// it: then it stays quieter.
constexpr double max_extra_db = 12;
// Coding adds up to about a decibel to limited peaks.
constexpr double first_ceiling_dbtp = -1.5;
// Below the maximum, because meters differ between samples.
constexpr double safe_peak_dbtp = max_true_peak_dbtp - 0.15;
constexpr double good_enough_lu = 0.1;
// Far below the maximum and without limiting, a small change of the gain changes the loudness alike.
constexpr double far_peak_dbtp = max_true_peak_dbtp - 3;
constexpr double small_change_lu = 1.5;
constexpr int max_tries = 6;

}  // namespace

treatment_search::treatment_search(const loudness& source)
    : source_peak_(source.true_peak_dbtp),
      wanted_lufs_(std::min(house_lufs, source.integrated_lufs + max_gain_db)),
      max_gain_db_(wanted_lufs_ - source.integrated_lufs + max_extra_db) {
  if (std::isinf(source.integrated_lufs)) return;
  next_ = sound_treatment{wanted_lufs_ - source.integrated_lufs, {}};
  limit();
  best_ = *next_;
}

void treatment_search::limit() {
  if (!next_->ceiling_dbtp && source_peak_ + next_->gain_db > first_ceiling_dbtp) {
    next_->ceiling_dbtp = first_ceiling_dbtp;
  }
}

void treatment_search::learn(const loudness& coded) {
  sound_treatment tried = *next_;
  double error = wanted_lufs_ - coded.integrated_lufs;
  double over = coded.true_peak_dbtp - safe_peak_dbtp;
  if (over <= 0 && (!best_error_ || std::abs(error) < std::abs(*best_error_))) {
    best_ = tried;
    best_error_ = error;
  }
  bool exact = !tried.ceiling_dbtp && std::abs(error) <= small_change_lu &&
               coded.true_peak_dbtp + std::max(error, 0.0) < far_peak_dbtp;
  if (exact) {
    best_.gain_db = tried.gain_db + error;
    best_error_ = 0;
    next_.reset();
    return;
  }
  bool loud = std::abs(error) <= good_enough_lu || !std::isfinite(error);
  bool raised = before_ && tried.gain_db > gain_before_;
  bool in_vain = raised && coded.integrated_lufs - before_->integrated_lufs < 0.1 && error > 0;
  bool at_most = tried.gain_db >= max_gain_db_ && error > 0;
  bool over_now = ++tries_ == max_tries || (over <= 0 && (loud || in_vain || at_most));
  // Where limiting takes away most of what the gain adds, one decibel of gain gives less than one of
  // loudness.
  double slope = 1;
  if (before_ && std::abs(tried.gain_db - gain_before_) > 0.05) {
    slope = (coded.integrated_lufs - before_->integrated_lufs) / (tried.gain_db - gain_before_);
    slope = std::clamp(slope, 0.25, 1.0);
  }
  if (!loud) next_->gain_db = std::min(tried.gain_db + error / slope, max_gain_db_);
  if (over > 0) {
    double ceiling = std::min(source_peak_ + tried.gain_db, tried.ceiling_dbtp.value_or(0));
    next_->ceiling_dbtp = ceiling - over - 0.1;
  }
  limit();
  before_ = coded;
  gain_before_ = tried.gain_db;
  if (!best_error_) best_ = *next_;
  if (over_now) next_.reset();
}

std::optional<double> treatment_search::best_lufs() const {
  if (!best_error_ || !std::isfinite(*best_error_)) return std::nullopt;
  return wanted_lufs_ - *best_error_;
}

}  // namespace bangtin::media::ingest
