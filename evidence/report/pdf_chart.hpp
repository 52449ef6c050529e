// The chart of plays per day: black frames, grey bars, and numbers, so that it survives a photocopier.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "evidence/report/pdf_flow.hpp"

namespace bangtin::evidence::report {

// A round step that divides 0..`max` into at most five parts: 1, 2 or 5 times a power of ten.
std::int64_t axis_step(std::int64_t max);

// `plays` of the month's days in order. Takes one place in the flow and never breaks over pages.
void draw_day_chart(pdf_flow& flow, std::chrono::year_month month, const std::vector<std::int64_t>& plays);
double day_chart_height();

}  // namespace bangtin::evidence::report
