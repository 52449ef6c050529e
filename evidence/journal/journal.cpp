#include "evidence/journal/journal.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "evidence/journal/journal_impl.hpp"
#include "evidence/note_text.hpp"

// The state in memory is always what the last successful commit left on the disk. When the outcome of a
// commit is unknown, every further call fails until `reopen` has read the disk again.

namespace bangtin::evidence::journal {

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

// Begins a new log in an empty database. Its first record names the screen, and cites the previous log.
result<journal_state> journal::impl::begin(SQLite::Database& to, const time_reading& now,
                                           const std::string& cites, std::int64_t lost) const {
  record genesis;
  genesis.type = record_type::genesis;
  genesis.log = random_hex(16);
  genesis.seq = 1;
  genesis.boot = boot;
  genesis.utc = now.utc;
  genesis.mono = now.mono;
  genesis.clock = now.trust;
  genesis.screen = owner.screen;
  genesis.cites = cites;
  if (result<record> valid = from_line(to_line(genesis)); !valid) return valid.error();
  record gap = genesis;
  gap.type = record_type::gap;
  gap.seq = 2;
  gap.screen.clear();
  gap.cites.clear();
  gap.reason = "new-log";
  gap.lost = lost;
  try {
    SQLite::Transaction all(to);
    journal_state begun = begin_log(to, owner, genesis);
    if (lost > 0) {
      begun.tip = add_record(to, begun.tip, gap, to_line(gap));
      store_tip(to, begun.tip);
    }
    all.commit();
    return begun;
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("begin the evidence journal {}", file.string()), e);
  }
}

// The copy of the last receipt tells which log came before.
result<void> journal::impl::begin_first(const time_reading& now) {
  std::optional<receipt> last = read_receipt_copy(file);
  result<journal_state> begun = begin(*db, now, last ? last->acknowledged.hash.hex() : "", 0);
  if (!begun) return begun.error();
  state = std::move(*begun);
  std::optional<signed_text> note = read_receipt_note(file);
  if (last && note) past.finish(last->acknowledged, *note, {});
  return {};
}

// The archive has what is receipted, with the receipt, before this journal gives the log up.
void journal::impl::finish_archive() {
  if (!state.receipt) return;
  head moved = state.moved;
  if (moved != state.acknowledged && signer)
    moved = move_up_to(state.acknowledged, {*state.receipt, *signer});
  if (moved == state.acknowledged) past.finish(moved, *state.receipt, signer);
}

void journal::impl::match_archive() {
  refill.reset();
  past.agree_with(state.moved, [this](std::int64_t seq) { return line_at(*db, seq); });
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

namespace {

constexpr std::string_view next_log = ".next";

// A new log that was whole when the power went, while the old one had its new name already.
result<void> finish_new_log(const std::filesystem::path& file) {
  const std::filesystem::path next = file.string() + std::string(next_log);
  std::error_code code;
  if (!std::filesystem::exists(next, code)) return {};
  if (!std::filesystem::exists(file, code)) {
    std::filesystem::rename(next, file, code);
    if (code) return system_error(msg("begin the evidence journal {}", file.string()), code.value());
    return sync_folder(file.parent_path());
  }
  std::filesystem::remove(next, code);
  std::filesystem::remove(next.string() + "-journal", code);
  return {};
}

}  // namespace

result<std::unique_ptr<journal>> journal::open(const std::filesystem::path& file,
                                               const secret_key& screen_key, const std::string& screen_name,
                                               const time_reading& now, const std::string& boot,
                                               const archive_limits& limits) {
  journal_owner owner{screen_key.public_part(), screen_name};
  std::error_code code;
  if (std::filesystem::is_directory(file, code)) {  // SQLite only says that it cannot open it
    if (result<void> moved = set_aside(file, now.utc); !moved) return moved.error();
  }
  if (result<void> finished = finish_new_log(file); !finished) return finished.error();
  result<opened_storage> storage = open_storage(file, owner);
  if (!storage && storage.error().code == errc::invalid) {
    if (result<void> moved = set_aside(file, now.utc); !moved) return moved.error();
    storage = open_storage(file, owner);
  }
  if (!storage) return storage.error();
  archive past(file.parent_path() / "archive", owner.key, limits);
  auto i = std::make_unique<impl>(
      impl{file, screen_key, std::move(owner), boot, std::move(past), std::move(storage->db), {}});
  if (storage->found) {
    i->state = std::move(*storage->found);
  } else if (result<void> begun = i->begin_first(now); !begun) {
    return begun.error();
  }
  if (result<std::string> format = read_file(i->beside(".format"), 100); format) {
    while (!format->empty() && format->back() == '\n') format->pop_back();
    i->daemon_reads = std::max<std::int64_t>(plain_integer(*format).value_or(1), 1);
  }
  i->durable = i->state.tip.seq;
  i->match_archive();
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
    j.durable = j.state.tip.seq;
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
  j.durable = std::min(j.durable, j.state.tip.seq);
  j.match_archive();
  j.past.tidy({});  // what failed may be a full disk
  return {};
}

// An empty database beside the journal, in which another log can begin.
result<database> journal::impl::open_next() const {
  const std::filesystem::path next = beside(next_log);
  std::error_code code;
  std::filesystem::remove(next, code);
  std::filesystem::remove(next.string() + "-journal", code);
  result<opened_storage> fresh = open_storage(next, owner);
  if (!fresh) return fresh.error();
  return std::move(fresh->db);
}

// The new database is whole before the old one gets its new name, so that a crash leaves one of the two.
result<void> journal::impl::replace_by_next(const time_reading& now) {
  unknown = true;
  db.reset();
  if (result<void> moved = set_aside(file, now.utc); !moved) return moved;
  if (result<void> renamed = finish_new_log(file); !renamed) return renamed;
  result<opened_storage> storage = open_storage(file, owner);
  if (!storage) return storage.error();
  if (!storage->found) return refused(msg("the evidence journal lost record {}", 1));
  db = std::move(storage->db);
  state = std::move(*storage->found);
  send_from = 0;
  sent.reset();
  unknown = false;
  durable = state.tip.seq;
  match_archive();
  return {};
}

result<void> journal::begin_new_log(const time_reading& now, const std::optional<signed_text>& cites) {
  impl& j = *impl_;
  if (j.unknown) return outcome_unknown();
  std::int64_t known = j.state.acknowledged.seq;  // to the daemon
  std::string cited;
  if (std::optional<receipt> last = read_receipt_copy(j.file)) cited = last->acknowledged.hash.hex();
  if (cites) {
    result<receipt> r = receipt_from_text(cites->text);
    if (!r) return does_not_hold(msg("the receipt cannot be read"));
    cited = r->acknowledged.hash.hex();
    if (r->acknowledged.log == j.state.tip.log && j.link(r->acknowledged.seq) == r->acknowledged.hash) {
      known = std::max(known, r->acknowledged.seq);
    }
  }
  try {
    const std::int64_t lost = plays_behind(*j.db, known);
    result<database> fresh = j.open_next();
    if (!fresh) return fresh.error();
    result<journal_state> begun = j.begin(**fresh, now, cited, lost);
    if (!begun) return begun.error();
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("begin the evidence journal {}", j.file.string()), e);
  }
  try {
    j.finish_archive();
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", j.file.string()), e);
  }
  return j.replace_by_next(now);
}

bool journal::is_usable() const {
  return !impl_->unknown;
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

}  // namespace bangtin::evidence::journal
