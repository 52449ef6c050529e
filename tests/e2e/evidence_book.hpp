// An independent audit of the daemon's database: it recomputes every chain and counts every play with code
// that follows only the contract's text, so that a mistake in the program's own counting does not hide
// itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bangtin::e2e {

struct book {
  std::vector<std::string> faults;  // what is wrong, one sentence each
  std::int64_t records = 0;
  std::int64_t receipts = 0;
  std::map<std::string, std::int64_t> plays;  // how many plays count, by media item
  std::int64_t total_plays() const;
};

// Reads the ledger's file. Precondition: no daemon has it open. Throws if it cannot be read.
book read_book(const std::filesystem::path& ledger);

}  // namespace bangtin::e2e
