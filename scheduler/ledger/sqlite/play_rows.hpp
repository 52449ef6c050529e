// Rows of the tables of judged plays as values. For sqlite_plays.cpp; the rules of statement.hpp hold.
#pragma once

#include <string>
#include <vector>

#include "scheduler/ledger/play_ledger.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"

namespace bangtin::scheduler::ledger::sqlite {

inline std::chrono::local_days day_from(std::int64_t number) {
  return std::chrono::local_days(std::chrono::days(number));
}
inline std::optional<std::int64_t> count_of(const std::optional<milliseconds>& m) {
  return m ? std::optional(m->count()) : std::nullopt;
}

judged_boot boot_of(const statement& row);
judged_play play_of(const statement& row);
std::string gaps_text(const evidence::rules::placement& p);
void set_key(statement& s, const evidence::count_key& key);

// "{}" is the schema; the parameters stand in the order of bind_play.
extern const char* const insert_play;
void bind_play(SQLite::Statement& s, const judged_play& p);

void add_changes(statement_cache& prepared, const std::string& schema, const count_changes& changes);
evidence::count_table counts_in(const SQLite::Database& db, const std::string& schema,
                                std::chrono::local_days from, std::chrono::local_days to,
                                const std::vector<std::string>& columns);

evidence::count_values values_of(const statement& row);

// The roll-up and that of the recount; see ledger.hpp.
std::optional<std::chrono::local_days> next_counted_day_in(const SQLite::Database& db,
                                                           std::chrono::local_days from);
std::vector<count_difference> differences_in(const SQLite::Database& db, std::chrono::local_days from,
                                             std::chrono::local_days to, int max);
std::int64_t adopt_rows(SQLite::Database& db, std::chrono::local_days from, std::chrono::local_days to);
void drop_recount(SQLite::Database& db);

}  // namespace bangtin::scheduler::ledger::sqlite
