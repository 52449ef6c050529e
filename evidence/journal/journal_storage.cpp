#include "evidence/journal/journal_storage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/files.hpp"
#include "base/inner_message.hpp"

// Table `record` holds the records that have no receipt, or that have one and could not be moved to the
// archive yet; `state` has the ends of both ranges, and `open_play` the STARTs without an END. An open play
// outlives its row in `record`, because a receipt may arrive in the middle of a play. Everything stored can
// be checked against something else: lines against the chain, the chain's ends against the tip and the
// receipt, an open play against its own hash.

namespace bangtin::evidence::journal {

namespace {

constexpr std::array<sqlite::migration, 2> schema{R"sql(
CREATE TABLE record (seq INTEGER PRIMARY KEY, line TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE open_play (seq INTEGER PRIMARY KEY, line TEXT NOT NULL, line_sha256 BLOB NOT NULL) STRICT;
CREATE TABLE state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  log TEXT NOT NULL, screen TEXT NOT NULL, screen_key BLOB NOT NULL,
  tip_seq INTEGER NOT NULL, tip_hash BLOB NOT NULL,
  acknowledged_seq INTEGER NOT NULL, acknowledged_hash BLOB NOT NULL,
  receipt_text TEXT NOT NULL, receipt_signature BLOB NOT NULL
) STRICT;
)sql",
                                                  // Receipted records stay until the archive has them.
                                                  R"sql(
ALTER TABLE state ADD COLUMN moved_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN moved_hash BLOB NOT NULL DEFAULT x'';
UPDATE state SET moved_seq = acknowledged_seq, moved_hash = acknowledged_hash;
)sql"};

error damaged(const message& what) {
  return {errc::invalid, msg("the evidence journal is damaged: {}", inner(what)),
          msg("keep the damaged file for those who mend it; a new log begins by itself")};
}

template <class Bytes>
void bind_bytes(SQLite::Statement& s, int at, const Bytes& bytes) {
  s.bind(at, bytes.data(), static_cast<int>(bytes.size()));
}

// False when the column does not have exactly this size.
template <class Bytes>
bool read_bytes(const SQLite::Column& c, Bytes& out) {
  if (static_cast<std::size_t>(c.getBytes()) != out.size()) return false;
  const auto* from = static_cast<const std::uint8_t*>(c.getBlob());
  std::copy(from, from + out.size(), out.begin());
  return true;
}

bool is_sound(SQLite::Database& db) {
  return db.execAndGet("PRAGMA quick_check(1)").getString() == "ok";
}

result<std::optional<journal_state>> read_state(SQLite::Database& db, const journal_owner& owner) {
  SQLite::Statement row(
      db,
      "SELECT log, screen, screen_key, tip_seq, tip_hash, acknowledged_seq, "
      "acknowledged_hash, receipt_text, receipt_signature, moved_seq, moved_hash FROM state");
  if (!row.executeStep()) return std::optional<journal_state>();
  journal_state s;
  journal_owner stored;
  s.tip.log = row.getColumn(0).getString();
  s.acknowledged.log = s.moved.log = s.tip.log;
  stored.screen = row.getColumn(1).getString();
  s.tip.seq = row.getColumn(3).getInt64();
  s.acknowledged.seq = row.getColumn(5).getInt64();
  s.moved.seq = row.getColumn(9).getInt64();
  if (!read_bytes(row.getColumn(2), stored.key.value) || !read_bytes(row.getColumn(4), s.tip.hash.value) ||
      !read_bytes(row.getColumn(6), s.acknowledged.hash.value) ||
      !read_bytes(row.getColumn(10), s.moved.hash.value) || s.moved.seq > s.acknowledged.seq) {
    return damaged(msg("its state cannot be read"));
  }
  if (stored.key != owner.key || stored.screen != owner.screen)
    return damaged(msg("it belongs to another screen"));
  const digest beginning = first_link(s.tip.log, owner.key);
  if (s.moved.seq == 0 && s.moved.hash != beginning) return damaged(msg("its beginning does not hold"));
  if (s.acknowledged.seq == 0) {
    if (s.acknowledged.hash != beginning) return damaged(msg("its beginning does not hold"));
    return std::optional(s);
  }
  signed_text note{row.getColumn(7).getString(), {}};
  result<receipt> parsed = receipt_from_text(note.text);
  if (!parsed || parsed->acknowledged != s.acknowledged ||
      !read_bytes(row.getColumn(8), note.signature.value)) {
    return damaged(msg("its receipt does not hold"));
  }
  s.receipt = std::move(note);
  return std::optional(s);
}

result<void> check_records(SQLite::Database& db, const journal_state& s) {
  head reached = s.moved;
  bool passed = reached == s.acknowledged;
  SQLite::Statement row(db, "SELECT seq, line, hash FROM record ORDER BY seq");
  while (row.executeStep()) {
    const std::string line = row.getColumn(1).getString();
    digest stored;
    reached = {reached.log, reached.seq + 1, next_link(reached.hash, line)};
    if (row.getColumn(0).getInt64() != reached.seq || !read_bytes(row.getColumn(2), stored.value) ||
        stored != reached.hash) {
      return damaged(msg("its records do not follow each other"));
    }
    passed = passed || reached == s.acknowledged;
  }
  if (!passed) return damaged(msg("its receipt is for other records"));
  if (reached != s.tip) return damaged(msg("its newest record is missing"));
  SQLite::Statement open(db, "SELECT seq, line, line_sha256 FROM open_play");
  while (open.executeStep()) {
    const std::string line = open.getColumn(1).getString();
    result<record> r = from_line(line);
    digest stored;
    if (!r || r->seq != open.getColumn(0).getInt64() || !read_bytes(open.getColumn(2), stored.value) ||
        stored != sha256(line)) {
      return damaged(msg("a play that has begun cannot be read"));
    }
  }
  return {};
}

std::filesystem::path beside(const std::filesystem::path& file, std::string_view ending) {
  return file.string() + std::string(ending);
}

}  // namespace

result<opened_storage> open_storage(const std::filesystem::path& file, const journal_owner& owner) {
  result<database> db = sqlite::open_database(file, schema);
  if (!db) return db.error();
  try {
    if (!is_sound(**db)) return damaged(msg("the database is not whole"));
    result<std::optional<journal_state>> state = read_state(**db, owner);
    if (!state) return state.error();
    if (*state) {
      if (result<void> checked = check_records(**db, **state); !checked) return checked.error();
    }
    return opened_storage{std::move(*db), std::move(*state)};
  } catch (const SQLite::Exception& e) {
    return sqlite::database_error(msg("read the evidence journal {}", file.string()), e);
  }
}

journal_state begin_log(SQLite::Database& db, const journal_owner& owner, const record& genesis) {
  journal_state s;
  s.acknowledged = s.moved = {genesis.log, 0, first_link(genesis.log, owner.key)};
  SQLite::Statement row(db, "INSERT INTO state VALUES (1, ?, ?, ?, 0, ?, 0, ?, '', x'', 0, ?)");
  row.bind(1, genesis.log);
  row.bind(2, owner.screen);
  bind_bytes(row, 3, owner.key.value);
  bind_bytes(row, 4, s.acknowledged.hash.value);
  bind_bytes(row, 5, s.acknowledged.hash.value);
  bind_bytes(row, 6, s.moved.hash.value);
  row.exec();
  s.tip = add_record(db, s.acknowledged, genesis, to_line(genesis));
  store_tip(db, s.tip);
  return s;
}

head add_record(SQLite::Database& db, const head& tip, const record& r, const std::string& line) {
  head next{tip.log, r.seq, next_link(tip.hash, line)};
  SQLite::Statement row(db, "INSERT INTO record VALUES (?, ?, ?)");
  row.bind(1, r.seq);
  row.bind(2, line);
  bind_bytes(row, 3, next.hash.value);
  row.exec();
  if (r.type == record_type::start) {
    SQLite::Statement open(db, "INSERT INTO open_play VALUES (?, ?, ?)");
    open.bind(1, r.seq);
    open.bind(2, line);
    bind_bytes(open, 3, sha256(line).value);
    open.exec();
  }
  if (r.type == record_type::end) {
    SQLite::Statement closed(db, "DELETE FROM open_play WHERE seq = ?");
    closed.bind(1, r.play->play);
    closed.exec();
  }
  return next;
}

void store_tip(SQLite::Database& db, const head& tip) {
  SQLite::Statement row(db, "UPDATE state SET tip_seq = ?, tip_hash = ?");
  row.bind(1, tip.seq);
  bind_bytes(row, 2, tip.hash.value);
  row.exec();
}

// SQLite writes nothing for a row that stays the same; this number it always writes.
void commit_nothing(SQLite::Database& db) {
  const std::int64_t version = db.execAndGet("PRAGMA user_version").getInt64();
  db.exec("PRAGMA user_version=" + std::to_string(version));
}

void store_receipt(SQLite::Database& db, const head& acknowledged, const signed_text& note) {
  SQLite::Statement row(db,
                        "UPDATE state SET acknowledged_seq = ?, acknowledged_hash = ?, receipt_text = ?, "
                        "receipt_signature = ?");
  row.bind(1, acknowledged.seq);
  bind_bytes(row, 2, acknowledged.hash.value);
  row.bind(3, note.text);
  bind_bytes(row, 4, note.signature.value);
  row.exec();
}

void store_moved(SQLite::Database& db, const head& moved) {
  SQLite::Statement row(db, "UPDATE state SET moved_seq = ?, moved_hash = ?");
  row.bind(1, moved.seq);
  bind_bytes(row, 2, moved.hash.value);
  row.exec();
  SQLite::Statement gone(db, "DELETE FROM record WHERE seq <= ?");
  gone.bind(1, moved.seq);
  gone.exec();
}

std::optional<digest> link_at(SQLite::Database& db, std::int64_t seq) {
  SQLite::Statement row(db, "SELECT hash FROM record WHERE seq = ?");
  row.bind(1, seq);
  digest d;
  if (!row.executeStep() || !read_bytes(row.getColumn(0), d.value)) return std::nullopt;
  return d;
}

std::optional<std::string> line_at(SQLite::Database& db, std::int64_t seq) {
  SQLite::Statement row(db, "SELECT line FROM record WHERE seq = ?");
  row.bind(1, seq);
  if (!row.executeStep()) return std::nullopt;
  return row.getColumn(0).getString();
}

// The quotes in a name are escaped, so this text is never part of one.
std::int64_t plays_behind(SQLite::Database& db, std::int64_t seq) {
  SQLite::Statement row(db, R"(SELECT count(*) FROM record WHERE seq > ? AND instr(line, '"type":"START"'))");
  row.bind(1, seq);
  row.executeStep();
  return row.getColumn(0).getInt64();
}

bool is_open_play(SQLite::Database& db, std::int64_t seq) {
  SQLite::Statement row(db, "SELECT 1 FROM open_play WHERE seq = ?");
  row.bind(1, seq);
  return row.executeStep();
}

result<void> write_receipt_copy(const std::filesystem::path& journal_file, const signed_text& note) {
  return write_file(beside(journal_file, ".receipt"), note.text + note.signature.hex() + "\n", 0640);
}

std::optional<signed_text> read_receipt_note(const std::filesystem::path& journal_file) {
  result<std::string> content = read_file(beside(journal_file, ".receipt"), 4096);
  // The last line is the signature: 128 digits and a newline.
  if (!content || content->size() < 129) return std::nullopt;
  const std::string_view all = *content;
  std::optional<signature> made = signature::from(all.substr(all.size() - 129, 128));
  if (!made) return std::nullopt;
  return signed_text{std::string(all.substr(0, all.size() - 129)), *made};
}

std::optional<receipt> read_receipt_copy(const std::filesystem::path& journal_file) {
  std::optional<signed_text> note = read_receipt_note(journal_file);
  result<receipt> parsed = receipt_from_text(note ? note->text : "");
  if (!parsed) return std::nullopt;
  return *parsed;
}

result<void> set_aside(const std::filesystem::path& file, utc_ms now) {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return {};
  std::string place = fmt::format("{}.damaged-{}", file.string(), to_unix_ms(now));
  for (int n = 2; std::filesystem::exists(place, code); ++n) {
    place = fmt::format("{}.damaged-{}-{}", file.string(), to_unix_ms(now), n);
  }
  // Rename SQLite's rollback journal first: if it stayed behind, SQLite would apply it to the new database.
  std::filesystem::path rollback = beside(file, "-journal");
  if (std::filesystem::exists(rollback, code)) std::filesystem::rename(rollback, place + "-journal", code);
  if (!code) std::filesystem::rename(file, place, code);
  if (code) return system_error(msg("set aside {}", file.string()), code.value());
  return {};
}

}  // namespace bangtin::evidence::journal
