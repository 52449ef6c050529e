// The file's header says how long the file should be, so a file that was cut off is recognised without
// reading it. All that only holds while no transaction is half done: then SQLite finishes it first.
#include "scheduler/ledger/sqlite/ledger_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/inner_message.hpp"
#include "base/sqlite/database.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

constexpr std::uint64_t max_whole_check_bytes = 32 * 1024 * 1024;
constexpr std::string_view magic("SQLite format 3\0", 16);

message restore_it() {
  return msg(
      "restore a backup with \"bangtin restore FILE --set-aside\", which keeps the damaged file, or start "
      "bangtind "
      "with --new-site");
}

error damaged_file(const std::filesystem::path& file, const std::string& how) {
  return {errc::invalid, msg("{} is damaged: {}", file.string(), how), restore_it()};
}

std::uint32_t big_endian(const std::uint8_t* p, int bytes) {
  std::uint32_t n = 0;
  for (int i = 0; i < bytes; ++i) n = n << 8 | p[i];
  return n;
}

// What is wrong with the file's header or its length; nothing when both can be those of a database.
std::optional<error> wrong_header(const std::filesystem::path& file, std::uint64_t size,
                                  const std::array<std::uint8_t, 100>& head) {
  if (std::memcmp(head.data(), magic.data(), std::min<std::uint64_t>(size, magic.size())) != 0) {
    return error{errc::invalid, msg("{} is not a database", file.string()), restore_it()};
  }
  // What SQLite writes there for every database of ours: no WAL, payload fractions 64, 32 and 32.
  constexpr std::array<std::uint8_t, 6> fixed{1, 1, 0, 64, 32, 32};
  if (size >= head.size() && std::memcmp(&head[18], fixed.data(), fixed.size()) != 0) {
    return error{errc::invalid, msg("{} is damaged: its header is wrong", file.string()), restore_it()};
  }
  std::uint64_t page = big_endian(&head[16], 2);
  if (page == 1) page = 65536;
  // The number of pages is valid only if the same version of SQLite wrote it as changed the file last.
  const bool counted = big_endian(&head[24], 4) == big_endian(&head[92], 4);
  const std::uint64_t whole =
      size < head.size() ? head.size() : page * (counted ? big_endian(&head[28], 4) : 1);
  if (size < whole || (page != 0 && size % page != 0)) {
    return error{errc::invalid,
                 msg("{} is cut off: it has {} bytes of at least {}", file.string(), size,
                     std::max(whole, page == 0 ? whole : (size / page + 1) * page)),
                 restore_it()};
  }
  return std::nullopt;
}

result<std::array<std::uint8_t, 100>> read_header(const std::filesystem::path& file) {
  std::array<std::uint8_t, 100> head{};
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_error(msg("open {}", file.string()), errno);
  if (::pread(fd.get(), head.data(), head.size(), 0) < 0) {
    return system_error(msg("read {}", file.string()), errno);
  }
  return head;
}

bool has_table(const SQLite::Database& db, const std::string& name) {
  statement s(db, "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = :name");
  s.set(":name", name);
  s.next();
  return s.integer("n") == 1;
}

bool has_rows(const SQLite::Database& db, const char* table) {
  return statement(db, fmt::format("SELECT 1 AS one FROM {} LIMIT 1", table)).next();
}

ledger_file read_tables(const std::filesystem::path& file, const SQLite::Database& db, std::uint64_t size) {
  ledger_file f;
  statement tables(db, "SELECT count(*) AS n FROM sqlite_schema");
  tables.next();
  f.is = tables.integer("n") == 0 ? ledger_file::kind::no_tables : ledger_file::kind::ledger;
  if (f.is == ledger_file::kind::no_tables) return f;
  for (const char* table : {"site", "media", "programmes", "screens", "logs", "records", "receipts"}) {
    if (has_table(db, table)) continue;
    throw error_exception(
        {errc::invalid, msg("{} is the database of another program", file.string()), restore_it()});
  }
  if (size <= max_whole_check_bytes) {
    statement check(db, "PRAGMA quick_check(1)");
    check.next();
    if (check.text("quick_check") != "ok")
      throw error_exception(damaged_file(file, check.text("quick_check")));
  }
  for (const char* table : {"media", "programmes", "screens", "logs"}) f.has_content |= has_rows(db, table);
  statement key(db, "SELECT value FROM site WHERE key = 'daemon'");
  if (key.next()) f.daemon_key = key.text("value");
  statement receipt(db,
                    "SELECT r.text AS text, r.signature AS signature FROM logs AS l"
                    " JOIN receipts AS r ON r.log = l.log AND r.seq = l.tip LIMIT 1");
  if (receipt.next()) {
    std::optional<signature> s = signature::from(receipt.text("signature"));
    f.newest_receipt = evidence::signed_text{receipt.text("text"), s.value_or(signature())};
  }
  return f;
}

}  // namespace

result<ledger_file> examine_ledger_file(const std::filesystem::path& file) {
  std::error_code ec;
  const std::uint64_t size = std::filesystem::file_size(file, ec);
  if (ec == std::errc::no_such_file_or_directory) return ledger_file{};
  if (ec) return system_error(msg("open {}", file.string()), ec.value());
  if (size == 0) return ledger_file{ledger_file::kind::zero, false, {}, {}};
  const bool half_done = std::filesystem::file_size(file.string() + "-journal", ec) > 0 && !ec;
  if (!half_done) {
    result<std::array<std::uint8_t, 100>> head = read_header(file);
    if (!head) return head.error();
    if (std::optional<error> bad = wrong_header(file, size, *head)) return *bad;
  }
  try {
    SQLite::Database db(file.string(), half_done ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY, 5000);
    return read_tables(file, db, size);
  } catch (const error_exception& e) {
    return e.get();
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() == SQLITE_CORRUPT || e.getErrorCode() == SQLITE_ERROR) {
      return damaged_file(file, inner(bangtin::sqlite::sqlite_text(e)));
    }
    if (e.getErrorCode() == SQLITE_NOTADB) {
      return error{errc::invalid, msg("{} is not a database", file.string()), restore_it()};
    }
    return bangtin::sqlite::database_error(msg("open the database {}", file.string()), e);
  }
}

result<std::int64_t> examine_whole_ledger_file(const std::filesystem::path& file) {
  result<ledger_file> is = examine_ledger_file(file);
  if (!is) return is.error();
  if (is->is != ledger_file::kind::ledger) {
    return error{errc::invalid, msg("{} is not a database", file.string()), restore_it()};
  }
  try {
    SQLite::Database db(file.string(), SQLite::OPEN_READONLY, 5000);
    statement check(db, "PRAGMA integrity_check(1)");
    check.next();
    if (check.text("integrity_check") != "ok") return damaged_file(file, check.text("integrity_check"));
    return db.execAndGet("PRAGMA user_version").getInt64();
  } catch (const SQLite::Exception& e) {
    if (e.getErrorCode() == SQLITE_CORRUPT || e.getErrorCode() == SQLITE_ERROR) {
      return damaged_file(file, inner(bangtin::sqlite::sqlite_text(e)));
    }
    return bangtin::sqlite::database_error(msg("read the database {}", file.string()), e);
  }
}

}  // namespace bangtin::scheduler::ledger::sqlite
