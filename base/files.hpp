// Reading and writing files. Every file written here is complete or absent: it is complete and synced before
// it gets its name. Errors are those of system_error(), unless stated otherwise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace bangtin {

// Owns a file descriptor and closes it.
class unique_fd {
 public:
  unique_fd() = default;
  explicit unique_fd(int fd) : fd_(fd) {}
  unique_fd(unique_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  unique_fd& operator=(unique_fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~unique_fd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset();

 private:
  int fd_ = -1;
};

// Reads the whole file, or everything from a pipe whose writer never pauses for more than 10 s. errc::limit
// when it is longer than `max_bytes`, errc::not_found when it does not exist, errc::io otherwise.
result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

// Writes `content` beside `path`, syncs it, renames it to `path` and syncs the folder. After a power cut the
// file has the old or the new content, never a part.
result<void> write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);

// Writes all of `content`; continues after short writes and interruptions.
result<void> write_all(int fd, std::string_view content);

// Makes a finished temporary file visible: syncs its bytes, renames it and syncs the folder.
result<void> commit_file(int fd, const std::filesystem::path& temporary,
                         const std::filesystem::path& final_name);

// Syncs the folder itself, so that new names in it survive a power cut. Empty: the current folder.
result<void> sync_folder(const std::filesystem::path& folder);

// Creates the folder and those above it. Mode 0750 for what is new.
result<void> make_folder(const std::filesystem::path& path);

// The user's own folders by the XDG base directory rules: data (~/.local/share), config (~/.config), state
// (~/.local/state) and runtime ($XDG_RUNTIME_DIR, else /tmp/bangtin-UID), each with /bangtin appended.
std::filesystem::path user_data_folder();
std::filesystem::path user_config_folder();
std::filesystem::path user_state_folder();
std::filesystem::path user_runtime_folder();

}  // namespace bangtin
