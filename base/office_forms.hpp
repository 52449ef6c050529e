// Dates and decimals as a Vietnamese office writes them. Pure. Views use local_forms.hpp, which knows the
// language.
#pragma once

#include <string>
#include <string_view>

namespace bangtin {

// The text with each ISO date in it rewritten: "2026-10-01" is "01/10/2026", "2026-10-01 07:00:12" (also
// without seconds) "07:00:12 01/10/2026", the month "2026-10" is "10/2026", and the day of every year "10-01"
// is "01/10". What is no possible date stays, and so does all else.
std::string day_first_dates(std::string_view text);

// The text with a comma for each point between two digits.
std::string comma_decimals(std::string_view text);

}  // namespace bangtin
