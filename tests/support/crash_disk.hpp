// A disk under SQLite that can lose power: a VFS over the usual one.
//
//   fakes::crash_disk& disk = fakes::crash_disk::install();   // for every database of this process
//   disk.seed(7);
//   disk.cut_power_after(20);       // the 20th change from now on fails, and all that follow
//   ... a database is written to, fails, and is closed ...
//   disk.power_on();                // each write that was not synced is now kept, dropped or torn
//
// What a sync had confirmed stays. A write that was not synced is kept whole, kept in part or dropped, each
// independently, as a disk may reorder them; a file that was never synced may be empty; a deletion whose
// folder was not synced may be undone. The disk can also be full, or refuse now and then.
//
// Not thread-safe: one thread at a time uses databases while it is installed.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace bangtin::fakes {

class crash_disk {
 public:
  // Makes this disk SQLite's default for the rest of the process. Throws std::runtime_error when SQLite
  // refuses.
  static crash_disk& install();

  void seed(std::uint64_t s) { random_.seed(s); }
  // The machine whose disk this is: only files whose names begin with it are lost and refused. Empty: all.
  void set_machine(std::string folder) { machine_ = std::move(folder); }
  // The `changes`th write, truncation, sync or deletion from now fails, and everything after it.
  void cut_power_after(std::int64_t changes) { left_ = changes; }
  bool is_off() const { return left_ == 0; }
  // Applies the loss to the machine's files and takes changes again. Call it when its databases are closed.
  void power_on();
  // Writes that need more room are refused from now on (SQLITE_FULL), or no longer.
  void set_full(bool full) { full_ = full; }
  // Of 1,000 changes, how many are refused with an I/O error.
  void set_errors(int per_mille) { errors_ = per_mille; }
  // How many changes there were so far.
  std::int64_t changes() const { return changes_; }

  struct state;
  struct change;
  // For the VFS itself: an SQLite error code that this change of a file must return, or SQLITE_OK.
  int refusal(std::string_view name, bool grows);
  state& files() { return *state_; }

 private:
  crash_disk();
  ~crash_disk();
  std::mt19937_64 random_{1};
  std::int64_t left_ = -1;  // -1: the power stays on
  std::int64_t changes_ = 0;
  int errors_ = 0;
  bool full_ = false;
  std::string machine_;
  std::unique_ptr<state> state_;
};

}  // namespace bangtin::fakes
