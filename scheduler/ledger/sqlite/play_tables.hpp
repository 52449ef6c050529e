// The tables of judged plays and their roll-up. A recount makes the same tables a second time, as temporary
// ones, so their SQL stands here once.
#pragma once

#include "base/sqlite/database.hpp"

namespace bangtin::scheduler::ledger::sqlite {

// `schema`: "main" or "temp".
#define BANGTIN_PLAY_TABLES(schema)                                                                          \
  "CREATE TABLE " schema                                                                                     \
  ".judged_logs (id INTEGER PRIMARY KEY, log TEXT NOT NULL UNIQUE, judged_to INTEGER NOT NULL,"              \
  " doubt_from INTEGER NOT NULL, vouched INTEGER NOT NULL, forked INTEGER NOT NULL) STRICT;"                 \
  "CREATE TABLE " schema                                                                                     \
  ".judged_boots (id INTEGER PRIMARY KEY, log INTEGER NOT NULL, boot TEXT NOT NULL,"                         \
  " first_seq INTEGER NOT NULL, trust INTEGER NOT NULL, offset_ms INTEGER NOT NULL, bound_ms INTEGER,"       \
  " placed_ms INTEGER, UNIQUE (log, boot)) STRICT;"                                                          \
  "CREATE TABLE " schema                                                                                     \
  ".judged_screens (id INTEGER PRIMARY KEY, screen TEXT NOT NULL UNIQUE, latest_end INTEGER NOT NULL,"       \
  " latest_slot INTEGER NOT NULL, longest_ms INTEGER NOT NULL) STRICT;"                                      \
  "CREATE TABLE " schema                                                                                     \
  ".play_keys (id INTEGER PRIMARY KEY, screen TEXT NOT NULL, venue TEXT NOT NULL, task TEXT NOT NULL,"       \
  " theme TEXT NOT NULL, campaign TEXT NOT NULL, media TEXT NOT NULL, title TEXT NOT NULL,"                  \
  " UNIQUE (screen, venue, task, theme, campaign, media, title)) STRICT;"                                    \
  "CREATE TABLE " schema                                                                                     \
  ".plays (log INTEGER NOT NULL, seq INTEGER NOT NULL, end_seq INTEGER NOT NULL, boot INTEGER NOT NULL,"     \
  " screen INTEGER NOT NULL, at INTEGER NOT NULL, trust INTEGER NOT NULL, bound_ms INTEGER,"                 \
  " mono INTEGER NOT NULL, shown_ms INTEGER NOT NULL, received INTEGER NOT NULL, vouched INTEGER NOT NULL, " \
  "ended INTEGER NOT NULL, fits INTEGER NOT NULL, shown_from INTEGER NOT NULL,"                              \
  " shown_to INTEGER NOT NULL, slot INTEGER NOT NULL, what INTEGER NOT NULL, col INTEGER NOT NULL,"          \
  " reason TEXT NOT NULL, clash TEXT NOT NULL, uncertain INTEGER NOT NULL, near_edge INTEGER NOT NULL, day " \
  "INTEGER NOT NULL,"                                                                                        \
  " hour INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (log, seq)) WITHOUT ROWID, STRICT;"             \
  "CREATE INDEX " schema                                                                                     \
  ".claims ON plays(screen, shown_from) WHERE shown_from < shown_to;"                                        \
  "CREATE TABLE " schema                                                                                     \
  ".fork_starts (log TEXT NOT NULL, line TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL,"        \
  " key INTEGER NOT NULL, PRIMARY KEY (log, line)) WITHOUT ROWID, STRICT;"                                   \
  "CREATE TABLE " schema                                                                                     \
  ".play_counts (day INTEGER NOT NULL, hour INTEGER NOT NULL, key INTEGER NOT NULL, reason TEXT NOT NULL,"   \
  " plays INTEGER NOT NULL, airtime_ms INTEGER NOT NULL, partial INTEGER NOT NULL,"                          \
  " failed INTEGER NOT NULL, uncertain_clock INTEGER NOT NULL, uncounted INTEGER NOT NULL,"                  \
  " near_edge INTEGER NOT NULL, PRIMARY KEY (day, hour, key, reason)) WITHOUT ROWID, STRICT;"

// Adds what each START tells of, and the roll-up of that. `rule_one_to` is the log's newest record that was
// receipted before rule 2. The records that are stored already wait to be judged.
inline constexpr bangtin::sqlite::migration judged_plays =
    "ALTER TABLE logs ADD COLUMN rule_one_to INTEGER NOT NULL DEFAULT 0; UPDATE logs SET rule_one_to = "
    "tip;" BANGTIN_PLAY_TABLES("main");

// Adds the free time of each boot between its plays: "FROM-TO FROM-TO ...", in milliseconds of its clock.
#define BANGTIN_BOOT_GAPS(schema) \
  "ALTER TABLE " schema ".judged_boots ADD COLUMN gaps TEXT NOT NULL DEFAULT '';"

// The stored records are judged again: which plays have a place in their boot depends on the gaps.
inline constexpr bangtin::sqlite::migration boot_gaps = BANGTIN_BOOT_GAPS("main") R"sql(
DELETE FROM judged_logs; DELETE FROM judged_boots; DELETE FROM judged_screens; DELETE FROM plays;
DELETE FROM fork_starts; DELETE FROM play_counts;
)sql";

// Adds the end of each play's place in its boot. The stored records are judged again: a play belongs to the
// time from which it was shown, and plays of different boots may share less.
#define BANGTIN_PLACE_ENDS(schema) \
  "ALTER TABLE " schema ".plays ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0;"
inline constexpr bangtin::sqlite::migration shown_times = BANGTIN_PLACE_ENDS("main") R"sql(
DELETE FROM judged_logs; DELETE FROM judged_boots; DELETE FROM judged_screens; DELETE FROM plays;
DELETE FROM fork_starts; DELETE FROM play_counts;
)sql";
inline constexpr const char* recount_tables =
    BANGTIN_PLAY_TABLES("temp") BANGTIN_BOOT_GAPS("temp") BANGTIN_PLACE_ENDS("temp");

#undef BANGTIN_PLACE_ENDS
#undef BANGTIN_BOOT_GAPS
#undef BANGTIN_PLAY_TABLES

}  // namespace bangtin::scheduler::ledger::sqlite
