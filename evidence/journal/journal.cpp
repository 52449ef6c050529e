#include "evidence/journal/journal.hpp"

#include <algorithm>

#include "evidence/journal/journal_storage.hpp"
#include "evidence/note_text.hpp"

// The state in memory is always what the last successful commit left on the disk. When the outcome of a
// commit is unknown, every further call fails until `reopen` has read the disk again.

namespace bangtin::evidence::journal {

namespace {

// A request's body may have 4 MiB; this leaves room for the head.
constexpr std::size_t max_batch_bytes = 3'500'000;
constexpr std::size_t max_batch_lines = 2000;

error refused(message what) {
  return {errc::invalid, std::move(what), msg("this is a defect of the program; report it with its log")};
}

error outcome_unknown() {
  return {errc::io, msg("the evidence journal has to be opened again"),
          msg("check the disk; the player opens the journal again by itself")};
}

error does_not_hold(message what) {
  return {errc::verification, std::move(what),
          msg("check that this screen is paired with the right daemon; the records are kept")};
}

}  // namespace

struct journal::impl {
  std::filesystem::path file;
  secret_key key;
  journal_owner owner;
  std::string boot;
  database db;
  journal_state state;
  std::int64_t send_from = 0;  // the seq that the daemon asked for; 0: it asked for none
  bool unknown = false;

  result<void> begin(const time_reading& now);
  result<std::vector<std::string>> complete(std::span<record> records) const;
};

// Begins a new log. Its first record names the screen, and cites the previous log if the copy of that log's
// last receipt is still readable.
result<void> journal::impl::begin(const time_reading& now) {
  record genesis;
  genesis.type = record_type::genesis;
  genesis.log = random_hex(16);
  genesis.seq = 1;
  genesis.boot = boot;
  genesis.utc = now.utc;
  genesis.mono = now.mono;
  genesis.clock = now.trust;
  genesis.screen = owner.screen;
  if (std::optional<receipt> last = read_receipt_copy(file)) genesis.cites = last->acknowledged.hash.hex();
  if (result<record> valid = from_line(to_line(genesis)); !valid) return valid.error();
  try {
    SQLite::Transaction all(*db);
    journal_state begun = begin_log(*db, owner, genesis);
    all.commit();
    state = std::move(begun);
    return {};
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("begin the evidence journal {}", file.string()), e);
  }
}

// Fills in what only the journal knows, and returns the lines. errc::invalid for a record whose line could
// not be read again. Writes nothing.
result<std::vector<std::string>> journal::impl::complete(std::span<record> records) const {
  std::vector<std::string> lines;
  std::int64_t seq = state.tip.seq;
  for (record& r : records) {
    r.log = state.tip.log;
    r.seq = ++seq;
    r.boot = boot;
    if (r.type == record_type::start && r.play) r.play->play = r.seq;
    if (r.type == record_type::end && (!r.play || r.play->play == 0)) {
      return refused(msg("an END record does not say which play it ends"));
    }
    std::string line = to_line(r);
    result<record> again = from_line(line);
    if (!again) return again.error();
    if (*again != r)
      return refused(msg("a record of type {} holds fields of another type", to_string(r.type)));
    lines.push_back(std::move(line));
  }
  return lines;
}

journal::journal(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
journal::~journal() = default;

result<std::unique_ptr<journal>> journal::open(const std::filesystem::path& file,
                                               const secret_key& screen_key, const std::string& screen_name,
                                               const time_reading& now, const std::string& boot) {
  journal_owner owner{screen_key.public_part(), screen_name};
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) {  // SQLite only says that it cannot open it
    if (result<void> moved = set_aside(file, now.utc); !moved) return moved.error();
  }
  result<opened_storage> storage = open_storage(file, owner);
  if (!storage && storage.error().code == errc::invalid) {
    if (result<void> moved = set_aside(file, now.utc); !moved) return moved.error();
    storage = open_storage(file, owner);
  }
  if (!storage) return storage.error();
  auto i = std::make_unique<impl>(
      impl{file, screen_key, std::move(owner), boot, std::move(storage->db), {}, 0, false});
  if (storage->found) {
    i->state = std::move(*storage->found);
  } else if (result<void> begun = i->begin(now); !begun) {
    return begun.error();
  }
  return std::unique_ptr<journal>(new journal(std::move(i)));
}

result<std::int64_t> journal::append(std::span<record> records) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  result<std::vector<std::string>> lines = j.complete(records);
  if (!lines) return lines.error();
  try {
    SQLite::Transaction all(*j.db);
    head tip = j.state.tip;
    for (std::size_t i = 0; i < records.size(); ++i) {
      const record& r = records[i];
      if (r.type == record_type::end && !is_open_play(*j.db, r.play->play)) {
        return refused(msg("play {} has not begun or has ended already", r.play->play));
      }
      tip = add_record(*j.db, tip, r, (*lines)[i]);
    }
    store_tip(*j.db, tip);
    j.unknown = true;  // until the commit has returned
    all.commit();
    j.unknown = false;
    const std::int64_t first = j.state.tip.seq + 1;
    j.state.tip = std::move(tip);
    return first;
  } catch (const SQLite::Exception& e) {
    j.unknown = true;
    return sqlite::database_error(msg("write to the evidence journal {}", j.file.string()), e);
  }
}

result<void> journal::reopen() {
  impl& j = *impl_;
  j.unknown = true;
  j.db.reset();
  result<opened_storage> storage = open_storage(j.file, j.owner);
  if (!storage) return storage.error();
  if (!storage->found || storage->found->tip.log != j.state.tip.log) {
    return error{errc::invalid, msg("the evidence journal {} is gone", j.file.string()),
                 msg("start the player again; a new log begins then")};
  }
  j.db = std::move(storage->db);
  j.state = std::move(*storage->found);
  j.unknown = false;
  return {};
}

result<void> journal::begin_new_log(const time_reading& now) {
  impl& j = *impl_;
  j.unknown = true;
  j.db.reset();
  if (result<void> moved = set_aside(j.file, now.utc); !moved) return moved;
  result<opened_storage> storage = open_storage(j.file, j.owner);
  if (!storage) return storage.error();
  j.db = std::move(storage->db);
  if (result<void> begun = j.begin(now); !begun) return begun;
  j.send_from = 0;
  j.unknown = false;
  return {};
}

const std::string& journal::log() const {
  return impl_->state.tip.log;
}
std::int64_t journal::last_seq() const {
  return impl_->state.tip.seq;
}
std::int64_t journal::unacknowledged() const {
  return impl_->state.tip.seq - impl_->state.acknowledged.seq;
}

result<std::vector<record>> journal::open_plays() const {
  if (impl_->unknown) return outcome_unknown();
  try {
    std::vector<record> plays;
    SQLite::Statement row(*impl_->db, "SELECT line FROM open_play ORDER BY seq");
    while (row.executeStep()) {
      result<record> r = from_line(row.getColumn(0).getString());
      if (!r) return r.error();
      plays.push_back(std::move(*r));
    }
    return plays;
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", impl_->file.string()), e);
  }
}

result<std::optional<batch>> journal::next_batch(std::size_t most) const {
  const impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  try {
    batch b;
    b.log = j.state.tip.log;
    b.first_seq = std::max(j.send_from, j.state.acknowledged.seq + 1);
    SQLite::Statement row(*j.db, "SELECT line FROM record WHERE seq >= ? ORDER BY seq LIMIT ?");
    row.bind(1, b.first_seq);
    row.bind(2, static_cast<std::int64_t>(std::min(most, max_batch_lines)));
    std::size_t bytes = 0;
    while (row.executeStep()) {
      std::string line = row.getColumn(0).getString();
      bytes += line.size() + 1;
      if (bytes > max_batch_bytes && !b.lines.empty()) break;
      b.lines.push_back(std::move(line));
    }
    if (b.lines.empty()) return std::optional<batch>();
    head last{b.log, b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1, {}};
    std::optional<digest> link = link_at(*j.db, last.seq);
    if (!link) return refused(msg("the evidence journal lost record {}", last.seq));
    last.hash = *link;
    b.head = sign_text(to_text(last), j.key);
    return std::optional(std::move(b));
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", j.file.string()), e);
  }
}

result<void> journal::acknowledge(const signed_text& note, const public_key& daemon) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  if (!verify(note, daemon)) return does_not_hold(msg("the receipt is not signed by this site's daemon"));
  result<receipt> r = receipt_from_text(note.text);
  if (!r) return does_not_hold(msg("the receipt cannot be read"));
  const head& claimed = r->acknowledged;
  if (claimed.log != j.state.tip.log) return does_not_hold(msg("the receipt is for another log"));
  // A late answer: a newer receipt has acknowledged its records already.
  if (claimed.seq < j.state.acknowledged.seq || claimed == j.state.acknowledged) return {};
  try {
    if (link_at(*j.db, claimed.seq) != claimed.hash) {
      return does_not_hold(msg("the receipt is for other records than were sent"));
    }
    if (result<void> copied = write_receipt_copy(j.file, note); !copied) return copied;
    SQLite::Transaction all(*j.db);
    store_receipt(*j.db, claimed, note);
    j.unknown = true;
    all.commit();
    j.unknown = false;
    j.state.acknowledged = claimed;
    j.state.receipt = note;
    return {};
  } catch (const SQLite::Exception& e) {
    j.unknown = true;
    return sqlite::database_error(msg("store a receipt in {}", j.file.string()), e);
  }
}

result<void> journal::resend_from(std::int64_t expected_seq) {
  impl& j = *impl_;
  if (expected_seq <= j.state.acknowledged.seq || expected_seq > j.state.tip.seq + 1) {
    return error{errc::invalid,
                 msg("the daemon asks for record {}, and this journal has {} to {}", expected_seq,
                     j.state.acknowledged.seq + 1, j.state.tip.seq),
                 msg("was an older copy of the daemon's or of the screen's data restored? begin a new log")};
  }
  j.send_from = expected_seq;
  return {};
}

}  // namespace bangtin::evidence::journal
