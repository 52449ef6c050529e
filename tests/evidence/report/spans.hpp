// Times of one day, for tables: span(8h, 9h) is from eight to nine in the morning of 2026-10-10 in Việt Nam.
#pragma once

#include "evidence/report/compliance.hpp"

namespace bangtin::evidence::report {

inline constexpr utc_ms midnight{std::chrono::milliseconds(1'791'565'200'000)};

inline time_span span(std::chrono::milliseconds from, std::chrono::milliseconds to) {
  return {midnight + from, midnight + to};
}

}  // namespace bangtin::evidence::report
