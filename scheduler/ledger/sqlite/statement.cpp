#include "scheduler/ledger/sqlite/statement.hpp"

#include <cstring>
#include <limits>

namespace bangtin::scheduler::ledger::sqlite {

error_exception damaged(std::string_view column) {
  return error_exception({errc::io, msg("the database holds a damaged value in the column {}", column),
                          msg("restore the file from a backup; keep the damaged one for those who mend it")});
}

void statement::set_bytes(const char* name, const std::string& value) {
  s_.statement->bind(name, value.data(), static_cast<int>(value.size()));
}

// Rows are read column by column in the order of the SELECT, so the column that was read last and the one
// behind it are tried before the name is looked up: ten thousand rows of twenty columns take a third less.
SQLite::Column statement::value(const char* column) const {
  SQLite::Statement& s = *s_.statement;
  const int columns = s.getColumnCount();
  for (int at : {last_ + 1 < columns ? last_ + 1 : 0, last_}) {
    if (at < 0 || at >= columns || std::strcmp(s.getColumnName(at), column) != 0) continue;
    last_ = at;
    return s.getColumn(at);
  }
  last_ = s.getColumnIndex(column);
  return s.getColumn(last_);
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
