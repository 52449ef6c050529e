// By how much a film's sound is amplified and limited so that its rendition has the house's loudness. Pure.
#pragma once

#include <optional>

#include "media/ingest/film.hpp"

namespace bangtin::media::ingest {

constexpr double house_lufs = -23;
constexpr double max_true_peak_dbtp = -1;

// What is done to the stereo sound before it is coded.
struct sound_treatment {
  double gain_db = 0;
  std::optional<double> ceiling_dbtp{};  // true peaks are limited to this after the gain
  bool operator==(const sound_treatment&) const = default;
};

// Finds the treatment. Coding changes loudness and peaks, and limiting changes loudness, so treatments are
// tried on the sound (a rehearsal) until one is good enough. Not thread-safe.
//
//   treatment_search search(measured);
//   while (auto t = search.next()) search.learn(rehearse(*t));
//   use(search.best());
class treatment_search {
 public:
  explicit treatment_search(const loudness& source);

  // The treatment to be tried; nothing when the search is over.
  std::optional<sound_treatment> next() const { return next_; }
  // The loudness and peak of the decoded rendition with the treatment next(), which must be there.
  void learn(const loudness& coded);

  // The best one of which is known that its peaks are low enough, or the most careful guess.
  sound_treatment best() const { return best_; }
  // The loudness that best() gives; nothing for silence, and where no treatment lowered the peaks enough.
  std::optional<double> best_lufs() const;

 private:
  void limit();

  double source_peak_;
  double wanted_lufs_;
  double max_gain_db_;
  std::optional<sound_treatment> next_;
  sound_treatment best_;
  std::optional<double> best_error_;
  std::optional<loudness> before_;  // what the try before this one gave
  double gain_before_ = 0;
  int tries_ = 0;
};

}  // namespace bangtin::media::ingest
