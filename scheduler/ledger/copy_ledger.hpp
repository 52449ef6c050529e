// A copy of the whole ledger as a file, made in pieces while other calls go on: what they change in between
// is in the copy too, so that it is the ledger of the moment in which the last piece was copied.
//
// Use it through `ledger::copies()`; "ledger.hpp" states the rules about threads, transactions and errc::io
// that hold for every call. Call it outside of transactions. Errors of the disk of the copy leave the ledger
// as it is.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/error.hpp"

namespace bangtin::scheduler::ledger {

class copy_ledger {
 public:
  virtual ~copy_ledger() = default;

  // How many bytes the ledger has on the disk now.
  virtual result<std::uint64_t> bytes() = 0;
  // Begins a copy into a new file; errc::unsupported where this ledger has no file. A copy that was begun
  // before is dropped: its next piece fails.
  virtual result<void> begin(const std::filesystem::path& file) = 0;
  // Copies up to `bytes` bytes more. False: the copy is whole, though not yet synced to the disk.
  // errc::conflict when no copy is being made, or when the disk failed and the ledger was opened again.
  virtual result<bool> copy_more(std::uint64_t bytes) = 0;
  // Ends the copy that is being made, if any. The caller removes its file.
  virtual void drop() = 0;
};

}  // namespace bangtin::scheduler::ledger
