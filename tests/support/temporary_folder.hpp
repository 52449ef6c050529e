// A new folder for one test; the destructor deletes it with all its content.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace bangtin::fakes {

class temporary_folder {
 public:
  temporary_folder() : temporary_folder(std::filesystem::temp_directory_path()) {}
  explicit temporary_folder(const std::filesystem::path& under) {
    std::string name = (under / "bangtin-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed for " + name);
    path_ = name;
  }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// A folder whose files lie in memory, if there is one with more than 256 MiB free: for files that a busy disk
// must not delay, such as a frame buffer. Otherwise the system's folder for temporary files.
inline std::filesystem::path in_memory() {
  std::error_code bad;
  const std::filesystem::path shared = "/dev/shm";
  return ::access(shared.c_str(), W_OK) == 0 && std::filesystem::space(shared, bad).available > (256U << 20)
             ? shared
             : std::filesystem::temp_directory_path();
}

}  // namespace bangtin::fakes
