// A file that the daemon makes, on its way to where the caller wants it.
//
//   result<arriving_file> file = arriving_file::make("report.pdf");
//   result<wire::reply> got = file->fetch(s, "/v1/plays/heads?month=2026-10");
//   result<void> done = file->commit();
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "admin-cli/commands/session.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace bangtin::admin_cli::commands {

// It has a temporary name in the same folder until commit gives it its own; the destructor removes it before
// that, so a failure leaves what was there. Not thread-safe.
class arriving_file {
 public:
  // errc::invalid when something other than a file has that name; errc::io when the disk refuses.
  static result<arriving_file> make(const std::filesystem::path& target);
  arriving_file(arriving_file&& other) noexcept;
  arriving_file& operator=(arriving_file&&) = delete;
  ~arriving_file();

  // GETs the path and appends the answer's body to the file. Returns the answer without its body. Waits for
  // hours where the daemon has much to write, and shows a bar.
  result<wire::reply> fetch(session& s, const std::string& path);
  result<void> append(std::string_view bytes);
  std::uint64_t bytes() const { return bytes_; }
  // Appends the `size` bytes from `at` on, which must be there, to the other file.
  result<void> copy_to(arriving_file& other, std::uint64_t at, std::uint64_t size) const;
  // Keeps the first `size` bytes.
  result<void> cut_to(std::uint64_t size);
  // Gives it its name, in the place of a file that has it, whose mode it takes over; a new file has what the
  // caller's umask leaves.
  result<void> commit();

 private:
  arriving_file() = default;

  unique_fd fd_;
  std::string temporary_;  // empty: there is nothing to remove
  std::filesystem::path target_;
  ::mode_t mode_ = 0600;
  std::uint64_t bytes_ = 0;
};

}  // namespace bangtin::admin_cli::commands
