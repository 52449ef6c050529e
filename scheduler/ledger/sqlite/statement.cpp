#include "scheduler/ledger/sqlite/statement.hpp"

#include <limits>

namespace bangtin::scheduler::ledger::sqlite {

error_exception damaged(std::string_view column) {
  return error_exception({errc::io, msg("the database holds a damaged value in the column {}", column),
                          msg("restore the file from a backup; keep the damaged one for those who mend it")});
}

void statement::set_bytes(const char* name, const std::string& value) {
  s_.statement->bind(name, value.data(), static_cast<int>(value.size()));
}

int statement::small(const char* column) const {
  std::int64_t value = integer(column);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
    throw damaged(column);
  }
  return static_cast<int>(value);
}

std::optional<utc_ms> statement::time_if_any(const char* column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

}  // namespace bangtin::scheduler::ledger::sqlite
