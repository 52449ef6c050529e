// The catalogue says how its language writes a date, and so which forms hold.
#include "base/local_forms.hpp"

#include <fmt/format.h>

#include "base/language.hpp"
#include "base/office_forms.hpp"

namespace bangtin {

namespace {

bool is_day_first() {
  return tr("{0}-{1}-{2}", "y", "m", "d").starts_with('d');
}

}  // namespace

std::string local_dates(std::string_view text) {
  return is_day_first() ? day_first_dates(text) : std::string(text);
}

std::string local_decimals(std::string_view text) {
  return is_day_first() ? comma_decimals(text) : std::string(text);
}

std::string tenths_text(std::int64_t tenths) {
  return local_decimals(fmt::format("{}.{}", tenths / 10, tenths % 10));
}

std::string percent_text(std::int64_t permille) {
  return tenths_text(permille) + " %";
}

}  // namespace bangtin
