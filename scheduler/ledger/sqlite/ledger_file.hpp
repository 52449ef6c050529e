// What a file that should be the ledger is, before a daemon opens it. Nothing in the file is changed, except
// that SQLite undoes a transaction which a crash interrupted. The time does not depend on the file's size.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "evidence/chain.hpp"

namespace bangtin::scheduler::ledger::sqlite {

struct ledger_file {
  enum class kind {
    missing,
    zero,       // 0 bytes
    no_tables,  // a database without a table
    ledger
  };
  kind is = kind::missing;
  bool has_content = false;  // an item, a programme, a screen or a log
  std::string daemon_key;    // of the daemon that works with it, in hexadecimal; empty: not known
  std::optional<evidence::signed_text> newest_receipt;
};

// errc::invalid, with a sentence about what is wrong with the file: no database, cut off, damaged, or the
// database of another program. Files up to 32 MiB are examined whole, of longer ones only what the first
// requests need. errc::io when the disk refuses.
result<ledger_file> examine_ledger_file(const std::filesystem::path& file);

// Examines a whole database file that nobody has open (PRAGMA integrity_check), and returns the version of
// its schema. Reads all of it; changes nothing. Fails as examine_ledger_file does.
result<std::int64_t> examine_whole_ledger_file(const std::filesystem::path& file);

}  // namespace bangtin::scheduler::ledger::sqlite
