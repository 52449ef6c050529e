// An auditor's own look into the daemon's database: every chain recomputed and every play counted by code
// which knows only the contract's text, so that a mistake in the program's counting does not hide itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bangtin::e2e {

struct book {
  std::vector<std::string> faults;  // what does not hold, in words
  std::int64_t records = 0;
  std::int64_t receipts = 0;
  std::map<std::string, std::int64_t> plays;  // counted, by media
  std::int64_t total_plays() const;
};

// Reads the ledger, which no daemon may have open.
book read_book(const std::filesystem::path& ledger);

}  // namespace bangtin::e2e
