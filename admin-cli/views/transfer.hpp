// How much, how fast and how long, for people who wait.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace bangtin::admin_cli::views {

// "4.3 GB", "12 MB", "340 kB", "7 B": decimal units, one decimal below 10.
std::string size_text(std::uint64_t bytes);
// The same for two different sizes, with as many decimals as it takes to tell them apart.
std::pair<std::string, std::string> size_texts(std::uint64_t a, std::uint64_t b);
// "0:42", "1:05:10".
std::string clock_text(std::chrono::seconds s);

// The rate of something that grows, over the last seconds. Pure: the caller says what time it is.
class transfer_meter {
 public:
  // `now` counts from any instant and does not go back; `done` does not go back either, else the meter begins
  // afresh.
  void add(std::chrono::milliseconds now, std::uint64_t done);
  // Nothing before half a second has been seen.
  std::optional<double> per_second() const;
  // The time until `total` at this rate; nothing while there is no rate.
  std::optional<std::chrono::seconds> left(std::uint64_t total) const;
  // "38 MB/s, 0:42 left" for bytes; empty while there is no rate. A total of 0
  // is not known, and gives no time.
  std::string text(std::uint64_t total) const;

 private:
  struct sample {
    std::chrono::milliseconds at;
    std::uint64_t done;
  };
  std::deque<sample> samples_;  // at most window_ms / step_ms of them, and the newest
};

}  // namespace bangtin::admin_cli::views
