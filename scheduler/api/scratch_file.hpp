// A file on its way out: the daemon writes it whole, then sends it from the disk, and nothing stays behind.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::api {

// A new file in a folder. The destructor removes its name; a slice of it can still be read. Not thread-safe.
// Every call blocks. errc::io when the disk refuses.
class scratch_file {
 public:
  static result<scratch_file> make(const std::filesystem::path& folder);
  scratch_file(scratch_file&& other) noexcept;
  scratch_file& operator=(scratch_file&&) = delete;
  ~scratch_file();

  const std::string& name() const { return name_; }
  result<void> append(std::string_view bytes) { return write_all(fd_.get(), bytes); }
  result<void> append(const http::file_slice& slice);
  // What the file holds now, to be sent. Opens it by its name, since a library may have put another file
  // there.
  result<http::file_slice> slice() const;

 private:
  scratch_file() = default;

  std::string name_;
  unique_fd fd_;
};

}  // namespace bangtin::scheduler::api
