// The site that a restore makes, in a folder in which no daemon looks for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/archive/archive_reader.hpp"
#include "scheduler/app/restore_keys.hpp"
#include "scheduler/app/restore_values.hpp"

namespace bangtin::scheduler::app {

// Blocking. All that it returns as done is on the disk.
class staged_site {
 public:
  staged_site(std::filesystem::path folder, const restore_order& order,
              const archive::checked_archive& checked)
      : folder_(std::move(folder)), order_(order), checked_(checked) {}

  // Of an earlier try.
  std::uint64_t bytes_there() const;
  // Ledger and media files. Media files of an earlier try are not unpacked again; damaged ones and those that
  // lie beside the backup and are not there are left out.
  result<void> unpack(std::uint64_t total);
  result<void> write_small(const key_files& keys, const std::string& configuration);
  // Brings the ledger up to date, checks it, ends people's tokens and jobs without files, and adds the line
  // of the audit log that cites the backup. Sets in `done` what there is to tell.
  result<void> finish_ledger(restored_site& done);

 private:
  result<void> unpack_ledger(archive::reader& r);
  result<void> unpack_object(archive::reader& r, const digest& object);
  result<void> take_objects_beside();
  void tell(std::uint64_t more);

  std::filesystem::path folder_;
  const restore_order& order_;
  const archive::checked_archive& checked_;
  std::uint64_t done_ = 0, total_ = 0;
};

}  // namespace bangtin::scheduler::app
