// Dates, times and decimals as people write them in the process language: in English as ISO 8601 and with a
// point, in Vietnamese with the day first and a comma (office_forms.hpp). JSON and CSV never come here. Any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace bangtin {

// The text with each date in it as people write it: "2026-10-01", in Vietnamese "01/10/2026". Not for names
// or for what somebody typed.
std::string local_dates(std::string_view text);

// The text with a comma for each point between two digits, in Vietnamese.
std::string local_decimals(std::string_view text);

// "63.9" of 639, in Vietnamese "63,9". Not negative.
std::string tenths_text(std::int64_t tenths);
// "66.7 %" of 667, in Vietnamese "66,7 %". Not negative.
std::string percent_text(std::int64_t permille);

}  // namespace bangtin
