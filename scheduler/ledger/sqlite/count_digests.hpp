// What the roll-up should say, as one number per local day: so that a change that did not come from here is
// found without counting the records again.
//
// A day's number is the sum over its rows of each value times a factor that depends on the row's texts. So it
// follows a change of the counts at the cost of that change. The factors depend on random bytes of this
// process, so nobody can choose other rows with the same sum. The numbers are in a temporary table: they take
// part in transactions, and nobody else who writes to the database can reach them.
//
// Use it within session::read or session::change.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "scheduler/ledger/play_ledger.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"

namespace bangtin::scheduler::ledger::sqlite {

class count_digests {
 public:
  count_digests();

  // Takes the days [from, to) as the rows are now.
  void set(const SQLite::Database& db, std::chrono::local_days from, std::chrono::local_days to);
  // From now on `agree` answers.
  void confirm(const SQLite::Database& db);
  // Follows what is added to the rows.
  void add(const SQLite::Database& db, const count_changes& changes);
  // Whether the rows of the days [from, to) give their numbers. Empty: not confirmed in this connection.
  std::optional<bool> agree(const SQLite::Database& db, std::chrono::local_days from,
                            std::chrono::local_days to) const;

 private:
  using sums_by_day = std::map<std::int64_t, std::uint64_t>;
  sums_by_day of_rows(const SQLite::Database& db, std::chrono::local_days from,
                      std::chrono::local_days to) const;
  std::uint64_t term(const std::string& key, std::int64_t day, std::int64_t hour, const std::string& reason,
                     const evidence::count_values& values) const;

  std::string secret_;
  bool is_used_ = false;  // else there is no table
};

}  // namespace bangtin::scheduler::ledger::sqlite
