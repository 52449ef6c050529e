// Sets the pragmas, and then runs each missing migration in a transaction that also raises user_version.
#include "base/sqlite/database.hpp"

#include <sqlite3.h>

#include "base/inner_message.hpp"

namespace bangtin::sqlite {

message sqlite_text(const SQLite::Exception& e) {
  switch (e.getErrorCode() & 0xff) {  // above stands what kind of it
    case SQLITE_FULL:
      return msg("database or disk is full");
    case SQLITE_IOERR:
      return msg("disk I/O error");
    case SQLITE_CORRUPT:
      return msg("database disk image is malformed");
    case SQLITE_NOTADB:
      return msg("file is not a database");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return msg("database is locked");
    case SQLITE_CANTOPEN:
      return msg("unable to open database file");
    case SQLITE_READONLY:
      return msg("attempt to write a readonly database");
    case SQLITE_NOMEM:
      return msg("out of memory");
    default:
      return message{e.getErrorStr(), {}};
  }
}

error database_error(message doing, const SQLite::Exception& e) {
  error failure{errc::io, msg("cannot {}: {}", inner(doing), inner(sqlite_text(e))),
                msg("check the disk, then start it again")};
  if (e.getErrorCode() == SQLITE_FULL) failure.remedy = msg("free some space on the disk and try again");
  // Our statements are right, so SQLITE_ERROR says that the tables are not those which we made.
  if (e.getErrorCode() == SQLITE_NOTADB || e.getErrorCode() == SQLITE_CORRUPT ||
      e.getErrorCode() == SQLITE_ERROR) {
    failure.code = errc::invalid;
    failure.remedy = msg("restore the file from a backup; keep the damaged one for those who mend it");
  }
  return failure;
}

result<std::unique_ptr<SQLite::Database>> open_database(const std::filesystem::path& file,
                                                        std::span<const migration> migrations, bool durable) {
  try {
    auto db =
        // One thread at a time: SQLite's own lock, taken for each value of each row, would guard nothing.
        std::make_unique<SQLite::Database>(
            file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 5000);
    db->exec("PRAGMA journal_mode=DELETE");
    db->exec("PRAGMA locking_mode=EXCLUSIVE");
    // 8 MiB: a transaction that changes more pages than the cache holds syncs its journal early.
    db->exec("PRAGMA cache_size=-8192");
    db->exec(durable ? "PRAGMA synchronous=EXTRA" : "PRAGMA synchronous=OFF");
    db->exec("PRAGMA foreign_keys=ON");
    db->exec("PRAGMA trusted_schema=OFF");
    std::size_t version = static_cast<std::size_t>(db->execAndGet("PRAGMA user_version").getInt64());
    if (version > migrations.size()) {
      return error{errc::invalid,
                   msg("{} was written by a newer version of this program (schema {}, this one knows {})",
                       file.string(), version, migrations.size()),
                   msg("install the newer version, or restore a backup made by this one")};
    }
    for (; version < migrations.size(); ++version) {
      SQLite::Transaction step(*db);
      db->exec(std::string(migrations[version]));
      db->exec("PRAGMA user_version=" + std::to_string(version + 1));
      step.commit();
    }
    return db;
  } catch (const SQLite::Exception& e) {
    return database_error(msg("open the database {}", file.string()), e);
  }
}

}  // namespace bangtin::sqlite
