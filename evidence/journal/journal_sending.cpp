#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "evidence/journal/journal_impl.hpp"

// Batches and receipts. What is sent comes from the database, or from the archive while a daemon that lost
// records asks for them again. The archive follows the database: a record is synced there before the
// transaction that deletes it here.

namespace bangtin::evidence::journal {

namespace {

// A request's body may have 4 MiB; this leaves room for the head.
constexpr std::size_t max_batch_bytes = 3'500'000;
constexpr std::size_t max_batch_lines = 2000;
// Receipted records that wait here for an archive which refuses them. The daemon has them too.
constexpr std::int64_t max_unmoved = 5'000;

}  // namespace

// When the disk refuses, the next batch tries again.
void journal::impl::settle() {
  try {
    commit_nothing(*db);
    durable = state.tip.seq;
  } catch (const SQLite::Exception&) {
    return;
  }
}

// Sends nothing that a power cut could take back: the next record of that seq would be a fork.
result<std::optional<batch>> journal::impl::stored_batch(std::int64_t from, std::size_t most) {
  if (durable < state.tip.seq) settle();
  batch b;
  b.log = state.tip.log;
  b.first_seq = from;
  SQLite::Statement row(*db, "SELECT line FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?");
  row.bind(1, b.first_seq);
  row.bind(2, durable);
  row.bind(3, static_cast<std::int64_t>(std::min(most, max_batch_lines)));
  std::size_t bytes = 0;
  while (row.executeStep()) {
    std::string line = row.getColumn(0).getString();
    bytes += line.size() + 1;
    if (bytes > max_batch_bytes && !b.lines.empty()) break;
    b.lines.push_back(std::move(line));
  }
  if (b.lines.empty()) return std::optional<batch>();
  head last{b.log, b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1, {}};
  std::optional<digest> hash = link_at(*db, last.seq);
  if (!hash) return refused(msg("the evidence journal lost record {}", last.seq));
  last.hash = *hash;
  b.head = sign_text(to_text(last), key);
  return std::optional(std::move(b));
}

result<std::optional<batch>> journal::impl::unsent_batch(std::size_t most) {
  result<std::optional<batch>> b =
      stored_batch(send_from != 0 ? send_from : state.acknowledged.seq + 1, most);
  if (b && *b) sent = *head_from_text((*b)->head.text);
  return b;
}

// Signs nothing of the archive that a receipt, or this database, does not prove: a changed byte would become
// a fork of our own.
result<std::optional<batch>> journal::impl::refill_batch(std::size_t most) {
  if (!refill || send_from <= refill->before.seq || send_from > refill->after.seq) {
    refill.reset();
    result<stretch> read = past.read(state.moved, send_from);
    if (!read) {
      send_from = 0;  // the daemon asks again, and gets another answer
      return read.error();
    }
    refill = std::move(*read);
  }
  std::optional<batch> b = part_of(*refill, send_from, most);
  if (b) sent = *head_from_text(b->head.text);
  return b;
}

// A batch of the stretch's records from `from` on; empty when it has none.
std::optional<batch> journal::impl::part_of(const stretch& s, std::int64_t from, std::size_t most) const {
  batch b;
  b.log = s.after.log;
  b.first_seq = from;
  std::size_t at = static_cast<std::size_t>(from - s.before.seq - 1), bytes = 0;
  for (; at < s.lines.size() && b.lines.size() < std::min(most, max_batch_lines); ++at) {
    bytes += s.lines[at].size() + 1;
    if (bytes > max_batch_bytes && !b.lines.empty()) break;
    b.lines.push_back(s.lines[at]);
  }
  if (b.lines.empty()) return std::nullopt;
  const head last{b.log, from + static_cast<std::int64_t>(b.lines.size()) - 1, s.links[at - 1]};
  b.head = sign_text(to_text(last), key);
  return b;
}

result<std::optional<batch>> journal::next_batch(std::size_t most) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  try {
    const bool from_archive = j.send_from != 0 && j.send_from <= j.state.moved.seq;
    return from_archive ? j.refill_batch(most) : j.unsent_batch(most);
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", j.file.string()), e);
  }
}

result<std::optional<batch>> journal::carried_batch(std::int64_t from) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  if (from == 0) from = j.state.acknowledged.seq + 1;
  try {
    if (from > j.state.moved.seq) return j.stored_batch(from, max_batch_lines);
    if (!j.past.has(j.state.tip.log, from, j.state.moved.seq)) {
      return error{errc::not_found, msg("this journal has no record {} any more", from),
                   msg("the archive keeps records for 400 days, as far as the disk has room")};
    }
    result<stretch> read = j.past.read(j.state.moved, from);
    if (!read) return read.error();
    return j.part_of(*read, from, max_batch_lines);
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", j.file.string()), e);
  }
}

result<receipt> journal::impl::read_receipt(const std::string& log, const signed_text& note,
                                            const public_key& daemon) const {
  if (!verify(note, daemon)) return does_not_hold(msg("the receipt is not signed by this site's daemon"));
  result<receipt> r = receipt_from_text(note.text);
  if (!r) return does_not_hold(msg("the receipt cannot be read"));
  if (r->acknowledged.log != log) return does_not_hold(msg("the receipt is for another log"));
  return r;
}

// Returns the newest record that may leave the database.
head journal::impl::move_up_to(const head& claimed, const archived_receipt& r) {
  std::optional<archived_receipt> last;
  const bool knows = state.receipt && state.moved == state.acknowledged && verify(*state.receipt, r.daemon);
  if (knows) last = archived_receipt{*state.receipt, r.daemon};
  result<void> archived = past.append(
      state.moved, last, [this](std::int64_t seq) { return line_at(*db, seq); }, r);
  const bool given_up =
      !archived && (archived.error().code == errc::limit || claimed.seq - state.moved.seq > max_unmoved);
  return archived || given_up ? claimed : state.moved;
}

result<void> journal::acknowledge(const signed_text& note, const public_key& daemon) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  result<receipt> r = j.read_receipt(j.state.tip.log, note, daemon);
  if (!r) return r.error();
  const head& claimed = r->acknowledged;
  const bool was_sent = j.sent && claimed == *j.sent;
  auto go_on = [&] {
    if (j.send_from != 0 && was_sent) j.send_from = claimed.seq + 1;
    if (j.send_from > j.state.moved.seq) j.refill.reset();
    if (j.send_from <= j.state.acknowledged.seq + 1 && j.send_from > j.state.acknowledged.seq)
      j.send_from = 0;
  };
  // A late answer, a newer receipt has acknowledged its records already; or the answer to a refill.
  if (claimed.seq < j.state.acknowledged.seq || claimed == j.state.acknowledged) {
    go_on();
    return {};
  }
  try {
    if (link_at(*j.db, claimed.seq) != claimed.hash) {
      return does_not_hold(msg("the receipt is for other records than were sent"));
    }
    if (result<void> copied = write_receipt_copy(j.file, note); !copied) return copied;
    const head moved = j.move_up_to(claimed, {note, daemon});
    SQLite::Transaction all(*j.db);
    store_receipt(*j.db, claimed, note);
    store_moved(*j.db, moved);
    j.unknown = true;
    all.commit();
    j.unknown = false;
    j.state.acknowledged = claimed;
    j.state.moved = moved;
    j.state.receipt = note;
    j.signer = daemon;
    j.durable = j.state.tip.seq;
    go_on();
    return {};
  } catch (const SQLite::Exception& e) {
    j.unknown = true;
    return sqlite::database_error(msg("store a receipt in {}", j.file.string()), e);
  }
}

result<void> journal::resend_from(std::int64_t expected_seq) {
  impl& j = *impl_;
  const journal_state& s = j.state;
  const bool in_archive =
      expected_seq >= 1 && expected_seq <= s.moved.seq && j.past.has(s.tip.log, expected_seq, s.moved.seq);
  const bool here = expected_seq > s.moved.seq && expected_seq <= s.tip.seq + 1;
  if (!here && !in_archive) {
    return error{errc::invalid,
                 msg("the daemon asks for record {}, and this journal has {} to {}", expected_seq,
                     s.moved.seq + 1, s.tip.seq),
                 msg("was an older copy of the daemon's or of the screen's data restored? begin a new log")};
  }
  j.send_from = expected_seq;
  return {};
}

result<bool> journal::resend_lost(std::int64_t tip) {
  if (tip >= impl_->state.acknowledged.seq) return false;
  if (result<void> done = resend_from(tip + 1); !done) return done.error();
  return true;
}

// The chain's value after record `seq`, wherever the record is; empty if nobody knows.
std::optional<digest> journal::impl::link(std::int64_t seq) {
  for (const head* known : {&state.tip, &state.acknowledged, &state.moved}) {
    if (known->seq == seq) return known->hash;
  }
  if (seq > state.moved.seq) return link_at(*db, seq);
  result<stretch> s = past.read(state.moved, seq);
  if (!s) return std::nullopt;
  return s->links[static_cast<std::size_t>(seq - s->before.seq - 1)];
}

result<journal::standing> journal::compare(const signed_text& note, const public_key& daemon) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  result<receipt> r = j.read_receipt(j.state.tip.log, note, daemon);
  if (!r) return r.error();
  if (r->acknowledged.seq > j.state.tip.seq) return standing::behind;
  try {
    std::optional<digest> ours = j.link(r->acknowledged.seq);
    return !ours || *ours == r->acknowledged.hash ? standing::agrees : standing::diverged;
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", j.file.string()), e);
  }
}

std::int64_t journal::daemon_reads() const {
  return impl_->daemon_reads;
}
void journal::set_daemon_reads(std::int64_t format) {
  if (std::exchange(impl_->daemon_reads, format) == format) return;
  // Without the file the next run writes the first format until the daemon answers.
  (void)write_file(impl_->beside(".format"), std::to_string(format) + "\n", 0640);
}

// A wrong clock must not empty the archive, so both clocks have to say that a file is too old.
void journal::tidy_archive(const time_reading& now) {
  impl& j = *impl_;
  std::optional<receipt> last = read_receipt_copy(j.file);
  std::optional<utc_ms> both;
  if (now.trust != clock_trust::unsynced && last) both = std::min(now.utc, last->received);
  j.past.tidy(both);
}

std::vector<archive_part> journal::archive_parts() const {
  return impl_->past.parts(impl_->state.moved);
}
void journal::set_archive_aside(const std::filesystem::path& file, const error& why) {
  impl_->refill.reset();
  impl_->past.set_aside(file, why);
}
const std::optional<error>& journal::archive_problem() const {
  return impl_->past.problem();
}

}  // namespace bangtin::evidence::journal
