#include "evidence/journal/journal_impl.hpp"

// A screen whose storage was lost begins a log that does not know the one before, and asks the daemon for it
// later. Until it has sent the first record of the new log, nobody else knows that log, so it can be written
// again as another one.

namespace bangtin::evidence::journal {

namespace {

constexpr std::int64_t max_carried = 5'000;  // records: the display loop's next START waits for them

// Writes the log's records again as those of another log. `s`: what `from` holds, from record 1 on.
result<void> carry_over(SQLite::Database& from, const journal_state& s, SQLite::Database& to,
                        const journal_owner& owner, const std::string& cites) {
  const std::string log = random_hex(16);
  head before = s.moved, tip;
  SQLite::Transaction all(to);
  SQLite::Statement row(from, "SELECT line FROM record ORDER BY seq");
  while (row.executeStep()) {
    const std::string line = row.getColumn(0).getString();
    before = {before.log, before.seq + 1, next_link(before.hash, line)};
    result<record> r = from_line(line);
    if (!r) return r.error();
    r->log = log;
    if (r->seq == 1) {
      r->cites = cites;
      tip = begin_log(to, owner, *r).tip;
    } else {
      tip = add_record(to, tip, *r, to_line(*r));
    }
  }
  // What cannot be proven must not get a chain that proves it.
  if (before != s.tip) return refused(msg("the evidence journal lost record {}", before.seq + 1));
  store_tip(to, tip);
  all.commit();
  return {};
}

// Whether something else than this journal may know the log.
bool is_known(const journal_state& s, const std::optional<head>& sent, const archive& past) {
  return s.acknowledged.seq != 0 || s.moved.seq != 0 || sent || past.last_of(s.tip.log) != 0;
}

}  // namespace

result<journal::citing> journal::cite(const time_reading& now, const signed_text& note,
                                      const public_key& daemon) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  result<receipt> named = receipt_from_text(note.text);
  if (!named) return does_not_hold(msg("the receipt cannot be read"));
  result<receipt> r = j.read_receipt(named->acknowledged.log, note, daemon);
  if (!r) return r.error();
  if (r->acknowledged.log == j.state.tip.log || is_known(j.state, j.sent, j.past)) return citing::not_needed;
  try {
    const std::optional<std::string> first = line_at(*j.db, 1);
    result<record> genesis = from_line(first.value_or(""));
    if (!genesis) return genesis.error();
    if (!genesis->cites.empty()) return citing::not_needed;
    if (j.state.tip.seq > max_carried) return citing::too_long;
    result<database> fresh = j.open_next();
    if (!fresh) return fresh.error();
    result<void> carried = carry_over(*j.db, j.state, **fresh, j.owner, r->acknowledged.hash.hex());
    if (!carried) return carried.error();
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("begin the evidence journal {}", j.file.string()), e);
  }
  // If this journal is lost as well, the next log cites the same receipt.
  if (result<void> copied = write_receipt_copy(j.file, note); !copied) return copied.error();
  j.past.finish(r->acknowledged, note, daemon);
  if (result<void> replaced = j.replace_by_next(now); !replaced) return replaced.error();
  return citing::done;
}

}  // namespace bangtin::evidence::journal
